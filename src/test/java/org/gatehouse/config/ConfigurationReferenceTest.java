package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code src/docs/configuration.md} is what the sources say; a change of a setting shows in the diff of a commit. */
class ConfigurationReferenceTest {
    private static final Path COMMITTED = Path.of("src", "docs", "configuration.md");
    private static final String UPDATE = "configuration.update";

    @Test
    void theCommittedReferenceIsThatOfTheSources() throws IOException {
        String made = ConfigurationReference.markdown();
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(COMMITTED, made);
        }

        assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
                .as(
                        "%s is out of date. If the change of a setting is meant: ./mvnw test -Dtest=%s -D%s=true",
                        COMMITTED, getClass().getSimpleName(), UPDATE)
                .isEqualTo(made);
    }

    @Test
    void everySettingHasAMeaning() throws IOException {
        assertThat(ConfigurationReference.markdown()).doesNotContain("| null |", "|  |\n");
    }
}
