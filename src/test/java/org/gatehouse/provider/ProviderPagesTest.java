package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.fixture.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages for administrators: what they tell people to send is accepted. */
class ProviderPagesTest {
    private static final Path PAGES = Path.of("src/docs/providers");
    private static final Pattern PROVIDER = Pattern.compile("/api/v1/providers -d '(\\{.*?\\})'", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z0-9-]+\\.md)\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.sorted().toList();
        }
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void saysHowToAddAProviderOfItsKind(Path page) throws IOException {
        assertThat(found(PROVIDER, page)).isNotEmpty().allSatisfy(provider -> {
            assertThat(page).hasFileName(JsonText.object(provider).path("kind").textValue() + ".md");
            assertThat(TestProviders.violations(JsonText.object(provider))).isEmpty();
        });
    }

    @Test
    void theIndexNamesEachKind() throws IOException {
        String index = Files.readString(PAGES.resolveSibling("providers.md"));
        assertThat(new Presets().all())
                .allSatisfy(preset -> assertThat(index).contains("(providers/" + preset.kind() + ".md)"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksToPagesThatAreThere(Path page) throws IOException {
        assertThat(found(LINK, page)).allMatch(target -> Files.exists(PAGES.resolve(target)));
    }
}
