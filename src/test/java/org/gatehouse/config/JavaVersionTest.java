package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.3", "25.0.3+9-LTS", "25.0.3.1"})
    void warnsOfAJavaThatCanLeaveThreadsBlocked(String version) {
        assertThat(JavaVersion.warning(Runtime.Version.parse(version)))
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("Java 25", "25.0.4 or newer", "JDK-8373120"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"25.0.4", "25.0.4+8-LTS", "25.0.4.1", "25.0.5-ea", "26"})
    void isContentWithANewerOne(String version) {
        assertThat(JavaVersion.warning(Runtime.Version.parse(version))).isEmpty();
    }

    /** Where an operator looks for it, and what the image is made of. */
    @ParameterizedTest
    @CsvSource({"README.md", "deploy/container/README.md", "deploy/container/Dockerfile.jvm"})
    void isNamedWhereOperatorsLook(Path page) throws IOException {
        assertThat(Files.readString(page)).contains(JavaVersion.NEEDED.toString());
    }
}
