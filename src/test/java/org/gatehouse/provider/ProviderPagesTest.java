package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.fixture.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code src/docs} tells administrators to type is accepted. */
class ProviderPagesTest {
    private static final Path DOCS = Path.of("src", "docs");
    private static final Pattern CREATED = Pattern.compile("/api/v1/providers -d '(\\{.*?\n})'", Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(DOCS.resolve("providers"))) {
            return pages.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theProvidersThatAPageCreatesAreValidAndOfItsKind(Path page) throws IOException {
        List<String> created = CREATED.matcher(Files.readString(page))
                .results()
                .map(MatchResult::group)
                .map(text -> text.substring(text.indexOf('{'), text.length() - 1))
                .toList();
        assertThat(created).isNotEmpty().allSatisfy(text -> {
            var provider = JsonText.object(text);
            assertThat(page).hasFileName(provider.get("kind").textValue() + ".md");
            assertThat(TestProviders.violations(provider.deepCopy())).isEmpty();
        });
    }

    @Test
    void theIndexNamesEachKind() throws IOException {
        String index = Files.readString(DOCS.resolve("providers.md"));
        assertThat(new Presets().all())
                .allSatisfy(preset -> assertThat(index).contains("(providers/" + preset.kind() + ".md)"));
    }
}
