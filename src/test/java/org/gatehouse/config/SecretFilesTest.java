package org.gatehouse.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {
    private static final String TOKEN = "gatehouse.admin.token";

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("admin-token"), content);
    }

    private static SecretFiles read(Object path) {
        return SecretFiles.read(name ->
                Optional.ofNullable(Map.of(TOKEN + "-file", path.toString()).get(name)));
    }

    private void assertRefused(Path file, String why) {
        SecretFiles read = read(file);

        assertThat(read.values()).isEmpty();
        assertThat(read.problems())
                .singleElement()
                .asString()
                .contains("GATEHOUSE_ADMIN_TOKEN_FILE", file.toString(), why)
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "s3cret\n", "s3cret\r\n"})
    void takesOneNewlineAway(String content) throws IOException {
        assertThat(read(file(content.getBytes(UTF_8))).values()).containsExactly(Map.entry(TOKEN, "s3cret"));
    }

    @Test
    void keepsSpacesAndLettersOfEveryKind() throws IOException {
        assertThat(read(file(" geheim ß € \n".getBytes(UTF_8))).values()).containsEntry(TOKEN, " geheim ß € ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void refusesAnEmptyFile(String content) throws IOException {
        assertRefused(file(content.getBytes(UTF_8)), "is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden\nhidden", "hidden\n\n", "hidden\0", "hidden\r"})
    void refusesMoreThanOneLine(String content) throws IOException {
        assertRefused(file(content.getBytes(UTF_8)), "more than one line");
    }

    @Test
    void refusesOtherEncodings() throws IOException {
        assertRefused(file("hiddenß".getBytes(ISO_8859_1)), "is not UTF-8");
    }

    @Test
    void takesTheLargest() throws IOException {
        String largest = "x".repeat(SecretFiles.LARGEST);

        assertThat(read(file(largest.getBytes(UTF_8))).values()).containsEntry(TOKEN, largest);
    }

    @Test
    void refusesOneByteMore() throws IOException {
        assertRefused(file(("hidden" + "x".repeat(SecretFiles.LARGEST - 5)).getBytes(UTF_8)), "more than 65536 bytes");
    }

    @Test
    void refusesAMissingFile() {
        assertRefused(folder.resolve("nowhere"), "does not exist");
    }

    @Test
    void refusesAFolder() {
        assertRefused(folder, "is no ordinary file");
    }

    @Test
    void refusesWhatIsNoPath() {
        assertThat(read("a\0b").problems()).singleElement().asString().contains("GATEHOUSE_ADMIN_TOKEN_FILE");
    }

    @Test
    void saysNoValue() throws IOException {
        assertThat(read(file("hidden".getBytes(UTF_8))).toString()).doesNotContain("hidden");
    }

    /** The database's password as everything in the service sees it, where a variable for it is there but empty. */
    private Optional<String> password(String content, boolean opened) throws IOException {
        Path file = file((content + "\n").getBytes(UTF_8));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(
                        Map.of("quarkus.datasource.password-file", file.toString(), "quarkus.datasource.password", ""),
                        "environment",
                        300))
                .withSources(new SecretFileSource(() -> opened))
                .build();
        return config.getOptionalValue("quarkus.datasource.password", String.class);
    }

    @Test
    void isAmongTheSettingsToTheLetter() throws IOException {
        String awkward = "a${b}\\$c\\d,$$e";

        assertThat(password(awkward, true)).contains(awkward);
    }

    /** A build would write it into the package. */
    @Test
    void isNotAmongTheSettingsOfABuild() throws IOException {
        assertThat(password("hidden", false)).isEmpty();
    }

    @Test
    void isNothingIfNoFileIsNamed() {
        assertThat(SecretFiles.read(_ -> Optional.empty())).isEqualTo(new SecretFiles(Map.of(), List.of()));
    }
}
