package org.gatehouse.atlassian.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.MovableClock;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.TestSettings;
import org.gatehouse.atlassian.assertion.AssertionVerifier;
import org.gatehouse.atlassian.basic.BasicUsage;
import org.gatehouse.atlassian.basic.Site;
import org.gatehouse.atlassian.basic.SiteReporter;
import org.gatehouse.atlassian.introspection.Introspector;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.policy.PolicyKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host can't show; the rest is tried in one. */
class GateTest {
    private static final BooleanSupplier MUST_NOT_BE_ASKED = () -> {
        throw new AssertionError("the product was asked for its user");
    };

    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();
    private final MovableClock clock = new MovableClock();
    private final BasicUsage usage = new BasicUsage(clock);
    private GatehouseClient client;
    private PolicyKeeper policies;
    private Gate gate;

    @BeforeEach
    void start() {
        client = TestSettings.client(gatehouse, folder);
        policies = new PolicyKeeper(client, FakeGatehouse.CALLER, Optional.empty(), clock);
        policies.refresh();
        gatehouse.activate("alices", "alice");
        gate = gate(false);
    }

    private Gate gate(boolean proxyMode) {
        return new Gate(
                () -> true,
                policies,
                new Introspector(client, 10, 10, clock),
                new AssertionVerifier(client, clock),
                proxyMode,
                usage);
    }

    @Test
    void aLoginThatTheProductLostIsNotServedToNobody() {
        SiteRequest request = new Request("/rest/api", List.of("Bearer alices"));
        Decision admitted = gate.admit(request);

        assertThat(admitted.username()).contains("alice");
        assertThat(gate.served(request, admitted, () -> false))
                .map(Refusal::status)
                .contains(500);
        assertThat(gate.served(request, admitted, () -> true)).isEmpty();
    }

    @Test
    void aPageIsServedEvenIfTheProductCannotSayWhoTheUserIs() {
        SiteRequest request = new Request("/browse/A-1", List.of());

        assertThat(gate.served(request, gate.admit(request), MUST_NOT_BE_ASKED)).isEmpty();
    }

    @Test
    void parametersAreNotReadIfPasswordsAreNotWatched() {
        SiteRequest request = new Request("/rest/api", List.of());

        assertThat(gate.admit(request).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4:5678", "[::1]:80", "client.example", ""})
    void anAddressThatIsNoneIsNotTold(String address) {
        Request request = new Request("/rest/api", List.of("Bearer alices"));
        request.address = address;

        assertThat(gate.admit(request).username()).contains("alice");
        assertThat(gatehouse.introspections().get(0)).doesNotContainKey("client_ip");
    }

    @Test
    void anAddressIsTold() {
        gate.admit(new Request("/rest/api", List.of("Bearer alices")));

        assertThat(gatehouse.introspections().get(0)).containsEntry("client_ip", "10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /rest/tsv/latest/authenticate",
        "POST, /rest/tsv/1.0/authenticate/totp-code",
        "POST, /rest/tsv/1.0/authenticate/recovery-code",
        "GET, /rest/tsv/1.0/authenticate",
        "POST, /rest/auth/1/session",
        "POST, /rest/gadget/1.0/login"
    })
    void aLoginIsServedToNobody(String method, String path) {
        assertThat(refusalOfNobody(method, path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /rest/tsv/latest/status",
        "GET, /rest/tsv/1.0/authenticated",
        "POST, /rest/tsv/1.0/authenticate/%2e%2e/status",
        "POST, /rest/tsv/1.0/authenticate/x;/status",
        "POST, /s/x/_/rest/tsv/latest/authenticate",
        "GET, /rest/tsv/a/b/authenticate",
        "POST, /rest/tsv/1.0/authenticate.json",
        "POST, /rest/auth/1/session.json",
        "POST, /rest/gadget/1.0/login.json",
        "POST, /s/x/_/rest/auth/1/session"
    })
    void whatOnlyResemblesALoginIsNot(String method, String path) {
        assertThat(refusalOfNobody(method, path)).contains(401);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /rest/tsv/latest/authenticate, true",
        "POST, /rest//tsv;x/1.0/authenticate/totp-code, true",
        "POST, /s/x/_/rest/tsv/latest/authenticate, true",
        "POST, /rest/tsv/1.0/authenticate.json, true",
        "POST, /rest/auth/1/session, true",
        "POST, /rest/auth/latest/session.json, true",
        "POST, /rest/auth/1/session.xml/, true",
        "POST, /rest/gadget/1.0/login, true",
        "POST, /rest/gadget/latest/login.json, true",
        "POST, /s/x/_/rest/auth/1/session, true",
        "GET, /rest/tsv/latest/authenticate, false",
        "POST, /rest/tsv/latest/status, false",
        "GET, /rest/gadget/1.0/login, false",
        "POST, /rest/gadget/1.0/logins, false",
        "POST, /rest/auth/1/sessions.json, false"
    })
    void aLoginIsAPasswordEvenWhereThePathIsExempt(String method, String path, boolean refused) {
        gatehouse.policy(PolicyDocument.tokensOn()
                .with("basic.stage", "refuse")
                .with("paths.exempt", List.of("/rest/gadget/", "/rest/auth/")));
        policies.refresh();
        Optional<Refusal> refusal =
                gate.admit(new Request(method, path, List.of())).refusal();

        assertThat(refusal.isPresent()).isEqualTo(refused);
    }

    @Test
    void aPreflightIsServedToNobody() {
        gatehouse.policy(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        policies.refresh();

        assertThat(refusalOfNobody(new Options())).isEmpty();
    }

    @Test
    void anOptionsRequestWithATokenIsJudgedByIt() {
        Options request = new Options();
        request.headers.put("Authorization", "Bearer alices");
        assertThat(gate.admit(request).username()).contains("alice");

        request.headers.put("Authorization", "Bearer nobodys");
        assertThat(gate.admit(request).refusal()).map(Refusal::status).contains(401);
    }

    @Test
    void anOptionsRequestWithAnAssertionIsJudgedByItInProxyMode() {
        Options request = new Options();
        request.headers.put(Gate.ASSERTION, "forged");
        assertThat(gate.admit(request).refusal()).isEmpty();

        gate = gate(true);

        assertThat(gate.admit(request).refusal()).map(Refusal::status).contains(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"os_username", "os_password"})
    void anOptionsRequestWithAPasswordInParametersIsJudgedByIt(String parameter) {
        gatehouse.policy(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        policies.refresh();
        Options request = new Options();
        request.parameters.put(parameter, "bob");

        assertThat(gate.admit(request).refusal()).map(Refusal::status).contains(401);
    }

    @Test
    void anOptionsRequestWithBasicCredentialsIsCountedAndRefused() {
        gatehouse.policy(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        policies.refresh();
        Options request = new Options();
        request.headers.put("Authorization", "Basic Ym9iOng=");

        assertThat(gate.admit(request).refusal()).map(Refusal::status).contains(401);
        new SiteReporter(client, () -> new Site("1", "jakarta", "jira", "11"), usage, List::of)
                .report(Optional.empty());
        assertThat(gatehouse.reports().get(0)).contains("\"username\":\"bob\"");
    }

    @Test
    void anOptionsRequestWhoseCredentialsAreNobodysIsNotServed() {
        Options request = new Options();
        request.headers.put("Authorization", "Basic Ym9iOng=");

        assertThat(refusalOfNobody(request)).contains(401);
    }

    @Test
    void ofAnExemptLoginOnlyThePasswordIsJudged() {
        PolicyDocument policy = PolicyDocument.tokensOn().with("paths.exempt", List.of("/rest/gadget/"));
        for (String stage : List.of("allow", "refuse")) {
            gatehouse.policy(policy.with("basic.stage", stage).with("basic.except.users", List.of("bob")));
            policies.refresh();
            Request login = new Request("POST", "/rest/gadget/1.0/login.json", List.of("Basic Ym9iOng="));

            assertThat(gate.admit(login).refusal()).as(stage).isEmpty();
            assertThat(gate.served(login, gate.admit(login), () -> false))
                    .as(stage)
                    .isEmpty();
        }
        Request tokenToo = new Request("GET", "/rest/gadget/1.0/login", List.of("Bearer nobodys"));
        assertThat(gate.admit(tokenToo).refusal()).isEmpty();
    }

    @Test
    void aLoginCanBeExceptedAndIsNoneWhereNothingIsProtected() {
        gatehouse.policy(PolicyDocument.tokensOn()
                .with("basic.stage", "refuse")
                .with("basic.except.paths", List.of("/rest/gadget/"))
                .with("paths.protected", List.of("/rest/gadget/")));
        policies.refresh();

        Decision excepted = gate.admit(new Request("POST", "/rest/gadget/1.0/login", List.of()));
        Decision unprotected = gate.admit(new Request("POST", "/rest/auth/1/session", List.of()));

        assertThat(excepted.refusal()).isEmpty();
        assertThat(excepted.isBasicRetiring()).isTrue();
        assertThat(unprotected.refusal()).isEmpty();
        assertThat(unprotected.isBasicRetiring()).isFalse();
    }

    private Optional<Integer> refusalOfNobody(SiteRequest request) {
        return gate.served(request, gate.admit(request), () -> false).map(Refusal::status);
    }

    private Optional<Integer> refusalOfNobody(String method, String path) {
        return refusalOfNobody(new Request(method, path, List.of()));
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }

    /** With headers and parameters. */
    private static final class Options extends Request {
        private final Map<String, String> headers = new HashMap<>();
        private final Map<String, String> parameters = new HashMap<>();

        Options() {
            super("OPTIONS", "/rest/api", List.of());
        }

        @Override
        public List<String> headers(String name) {
            return headers.containsKey(name) ? List.of(headers.get(name)) : List.of();
        }

        @Override
        public Optional<String> parameter(String name) {
            return Optional.ofNullable(parameters.get(name));
        }
    }

    private static Request loggedInByTheProduct(String token) {
        Request request = new Request("/rest/api", List.of("Bearer " + token));
        request.loggedIn = true;
        return request;
    }

    @Test
    void aTokenThatTheProductLoggedInFirstIsItsOwn() {
        Request request = loggedInByTheProduct("opaque-token-of-the-product");

        Decision admitted = gate.admit(request);

        assertThat(admitted.refusal()).isEmpty();
        assertThat(gatehouse.introspections()).isEmpty();
        assertThat(gate.served(request, admitted, () -> true)).isEmpty();
        assertThat(gate.served(request, admitted, () -> false)).isPresent();
        assertThat(gate.watch().findings())
                .extracting(finding -> finding.get("code"))
                .containsExactly("product-first");
    }

    @Test
    void anApiTokenIsOursWhateverTheProductSays() {
        assertThat(gate.admit(loggedInByTheProduct("gth_nobodys")).refusal()).isPresent();
    }

    @Test
    void noTokenButOursMeansNoTokenThatTheProductLoggedInEither() {
        gatehouse.policy(PolicyDocument.tokensOn().with("version", 2).with("tokens.foreign", "reject"));
        policies.refresh();

        assertThat(gate.admit(loggedInByTheProduct("opaque-token-of-the-product"))
                        .refusal())
                .isPresent();
    }

    @Test
    void whereTheSecondFilterNeverRunsWhoSendsNothingIsRefusedByTheFirst() {
        Request nobodys = new Request("/rest/api", List.of());
        Request browsers = new Request("/rest/api", List.of());
        browsers.cookie = "JSESSIONID=x";
        assertThat(gate.admit(nobodys).refusal()).isEmpty();

        gate.unserved(nobodys);

        assertThat(gate.admit(nobodys).refusal()).map(Refusal::status).contains(401);
        assertThat(gate.admit(browsers).refusal()).isEmpty();
        assertThat(gate.admit(new Request("/browse/A-1", List.of())).refusal()).isEmpty();
        assertThat(gate.watch().findings())
                .extracting(finding -> finding.get("code"))
                .containsExactly("enforcement-missing");
    }

    @Test
    void whereTheSecondFilterRunsOneAnswerBeforeItIsNoReasonToRefuse() {
        Request request = new Request("/rest/api", List.of());
        gate.unserved(request);

        gate.served(request, Decision.pass(), () -> true);

        assertThat(gate.admit(request).refusal()).isEmpty();
        assertThat(gate.watch().findings())
                .extracting(finding -> finding.get("code"))
                .containsExactly("enforcement-passed-by");
    }

    @Test
    void anAnswerOnAPageSaysNothingAboutTheSecondFilter() {
        gate.unserved(new Request("/browse/A-1", List.of()));
        gate.unserved(new Request("OPTIONS", "/rest/api", List.of()));

        assertThat(gate.watch().findings()).isEmpty();
    }

    @Test
    void whatTheFirstFilterDidNotSeeIsJudgedAllTheSame() {
        assertThat(gate.admitLate(new Request("/rest/api", List.of("Bearer nobodys")))
                        .refusal())
                .isPresent();
        assertThat(gate.watch().findings())
                .extracting(finding -> finding.get("code"))
                .containsExactly("admission-missing");
    }

    /** Or a browser's session that came along would be served in the place of the token's user. */
    @Test
    void aGoodTokenThatTheFirstFilterDidNotSeeComesTooLate() {
        assertThat(gate.admitLate(new Request("/rest/api", List.of("Bearer alices")))
                        .refusal())
                .isPresent();
    }

    private static class Request implements SiteRequest {
        private final String method;
        private final String path;
        private final List<String> authorization;
        private String address = "10.0.0.1";
        private String cookie = "";
        private boolean loggedIn;

        Request(String path, List<String> authorization) {
            this("GET", path, authorization);
        }

        Request(String method, String path, List<String> authorization) {
            this.method = method;
            this.path = path;
            this.authorization = authorization;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String requestUri() {
            return path;
        }

        @Override
        public String contextPath() {
            return "";
        }

        @Override
        public String dispatchedPath() {
            return path;
        }

        @Override
        public String query() {
            return "";
        }

        @Override
        public List<String> headers(String name) {
            if (name.equals("Cookie")) {
                return cookie.isEmpty() ? List.of() : List.of(cookie);
            }
            return name.equals("Authorization") ? authorization : List.of();
        }

        @Override
        public Optional<String> parameter(String name) {
            if (method.equals("GET") && !path.contains("tsv")) {
                throw new AssertionError("a parameter was read");
            }
            return Optional.empty();
        }

        @Override
        public String remoteAddress() {
            return address;
        }

        @Override
        public boolean isUserKnown() {
            return loggedIn;
        }

        @Override
        public boolean isLoggedIn() {
            return loggedIn;
        }
    }
}
