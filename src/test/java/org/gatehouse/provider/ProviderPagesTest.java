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

/** The pages for administrators: one for each kind, and what they tell people to send is accepted. */
class ProviderPagesTest {
    private static final Path PAGES = Path.of("src/docs/providers");
    private static final Pattern PROVIDER = Pattern.compile("/api/v1/providers -d '(\\{.*?\\})'", Pattern.DOTALL);

    static Stream<String> kinds() {
        return new Presets().all().stream().map(Preset::kind);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tellsHowToAddAProviderOfThisKind(String kind) throws IOException {
        List<String> providers = PROVIDER.matcher(Files.readString(PAGES.resolve(kind + ".md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(providers).isNotEmpty().allSatisfy(provider -> {
            assertThat(JsonText.object(provider).path("kind").textValue()).isEqualTo(kind);
            assertThat(TestProviders.violations(JsonText.object(provider))).isEmpty();
        });
    }

    @Test
    void theIndexNamesEachKind() throws IOException {
        String index = Files.readString(PAGES.resolveSibling("providers.md"));
        assertThat(kinds()).allSatisfy(kind -> assertThat(index).contains("(providers/" + kind + ".md)"));
    }

    @Test
    void linksToPagesThatAreThere() throws IOException {
        Pattern link = Pattern.compile("\\]\\(([a-z0-9-]+\\.md)\\)");
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.toList()) {
                assertThat(link.matcher(Files.readString(page)).results().map((MatchResult found) -> found.group(1)))
                        .allMatch(target -> Files.exists(PAGES.resolve(target)));
            }
        }
    }
}
