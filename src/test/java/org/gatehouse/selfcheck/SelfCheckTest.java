package org.gatehouse.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.Net;
import org.gatehouse.introspection.TestIntrospector;
import org.gatehouse.keys.TestKeys;
import org.gatehouse.policy.Binding;
import org.gatehouse.policy.Expectation;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.selfcheck.SelfCheckReport.OfProvider;
import org.gatehouse.selfcheck.SelfCheckReport.Outcome;
import org.gatehouse.selfcheck.SelfCheckReport.Trial;
import org.gatehouse.verification.TestVerification;
import org.gatehouse.verification.TokenVerification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfCheckTest {
    private static final Path PAGES = Path.of("src/docs/providers");
    private static final Pattern PROVIDER = Pattern.compile("/api/v1/providers -d '(\\{.*?\\})'", Pattern.DOTALL);

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final TrustedProviders providers = TestProviders.none();
    private final FakeServer outside = FakeServer.started();
    private final SelfCheck check = check();

    private SelfCheck check() {
        GatehouseConfig config = Net.settings(Map.of());
        TokenVerification verification = TestVerification.of(
                TestKeys.signingKeys(Net.OUTBOUND, providers, config, clock), Net.OUTBOUND, config, clock);
        return new SelfCheck(
                TestIntrospector.of(providers, verification, config, clock), verification, providers, config, clock);
    }

    @AfterEach
    void stop() {
        outside.close();
    }

    /** One of each kind, and more, as the pages for administrators say. */
    static List<ObjectNode> documented() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.sorted().flatMap(SelfCheckTest::on).toList();
        }
    }

    private static Stream<ObjectNode> on(Path page) {
        try {
            return PROVIDER.matcher(Files.readString(page)).results().map(match -> JsonText.object(match.group(1)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private SelfCheckReport run(Provider... trusted) {
        TestProviders.trust(providers, List.of(trusted));
        return check.run();
    }

    /** A provider whose every place is a server of ours. */
    private Provider oidc(Consumer<ObjectNode> change) {
        ObjectNode body = JsonText.object("""
            {'id':'main','kind':'generic-oidc','parameters':{'audience':['issues-api']},
             'network':{'allow':['127.0.0.1'],'plainHttp':true},'mapping':{},'rules':{}}
            """);
        ((ObjectNode) body.get("parameters")).put("issuer", outside.url());
        change.accept(body);
        return TestProviders.read(body, 1);
    }

    private static void assertFine(SelfCheckReport report) {
        assertThat(report.providers().stream().flatMap(SelfCheckTest::trials))
                .filteredOn(trial -> !trial.pass())
                .isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.summary().accepted()).isZero();
        assertThat(report.summary().passed()).isEqualTo(report.summary().attacks());
    }

    private static Stream<Trial> trials(OfProvider provider) {
        return Stream.concat(Stream.ofNullable(provider.control()), provider.attacks().stream());
    }

    @ParameterizedTest
    @MethodSource("documented")
    void eachKindRefusesEachAttackForTheRightReason(ObjectNode provider) {
        SelfCheckReport report = run(TestProviders.read(provider, 1));

        assertFine(report);
        assertThat(report.summary().attacks()).isPositive();
    }

    @Test
    void allKindsTogetherDoAsWell() throws IOException {
        Map<String, Provider> byId = new TreeMap<>();
        for (ObjectNode body : documented()) {
            Provider provider = TestProviders.read(body, 1);
            byId.putIfAbsent(provider.id(), provider);
        }

        SelfCheckReport report = run(byId.values().toArray(Provider[]::new));

        assertThat(report.providers()).extracting(OfProvider::provider).containsExactlyElementsOf(byId.keySet());
        assertThat(report.summary().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA"})
    void eachAlgorithmIsTried(String alg) {
        assertFine(run(oidc(body ->
                ((ObjectNode) body.get("parameters")).putArray("algorithms").add(alg))));
    }

    @Test
    void rulesAreTried() {
        SelfCheckReport report = run(oidc(body -> {
            ObjectNode rules = (ObjectNode) body.get("rules");
            rules.putArray("requiredScopes").add("issues.read");
            rules.putArray("requiredRoles").add("user");
            rules.putArray("allowedGroups").add("staff");
            rules.putArray("deniedGroups").add("banned");
            rules.putArray("addresses").add("10.0.0.0/8");
            ((ObjectNode) body.get("parameters")).putArray("allowedClients").add("portal");
        }));

        assertFine(report);
        assertThat(report.providers().getFirst().attacks())
                .extracting(Trial::attack)
                .contains(
                        "scope-missing",
                        "role-missing",
                        "group-missing",
                        "group-denied",
                        "client-other",
                        "alg-none",
                        "hs256-pem",
                        "jku-header",
                        "aud-star",
                        "exp-overflow",
                        "duplicate-claim",
                        "base64-unused-bits");
    }

    @Test
    void nobodyOutsideIsAsked() throws IOException {
        Provider keysAndWord = oidc(_ -> {});
        ObjectNode body = documented().stream()
                .filter(one -> one.path("parameters").has("introspectionUri"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) body.get("parameters")).put("introspectionUri", outside.url() + "/introspect");
        body.putObject("network").put("plainHttp", true).putArray("allow").add("127.0.0.1");
        Provider asked = TestProviders.read(body, 1);

        assertFine(run(keysAndWord, asked));
        assertThat(outside.requests()).isEmpty();
    }

    /** A provider that takes what it must not: the other side of all of the above. */
    @Test
    void whatIsAcceptedIsReported() {
        Provider good = oidc(_ -> {});

        SelfCheckReport report = run(withAudiences(good, Set.of("issues-api", "*")));

        assertThat(report.ok()).isFalse();
        assertThat(report.summary().accepted()).isEqualTo(1);
        assertThat(report.providers().getFirst().attacks())
                .filteredOn(trial -> !trial.pass())
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.attack()).isEqualTo("aud-star");
                    assertThat(trial.outcome()).isEqualTo(Outcome.accepted);
                });
    }

    private static Provider withAudiences(Provider provider, Set<String> audiences) {
        Expectation strict = provider.expectation();
        Binding binding = strict.binding();
        Expectation lax = new Expectation(
                strict.issuers(),
                new Binding(
                        audiences,
                        binding.allowedClients(),
                        binding.clientIdClaims(),
                        binding.proofs(),
                        binding.rules(),
                        binding.unbound()),
                strict.lifetime(),
                strict.rules(),
                strict.places(),
                strict.refusals());
        return new Provider(
                provider.id(),
                provider.kind(),
                provider.version(),
                provider.jwt(),
                provider.ask(),
                provider.groups(),
                provider.forms(),
                lax,
                provider.mapping(),
                provider.addresses(),
                provider.risks());
    }
}
