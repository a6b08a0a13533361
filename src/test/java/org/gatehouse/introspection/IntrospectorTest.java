package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntrospectorTest {
    private static final Caller OF_OTHERS = new Caller("x", "X", Product.OTHER, true, List.of("other"));

    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private void trustTwoOfOneIssuer() {
        house.trust(List.of(house.written(main -> {}), house.written(other -> {
            other.put("id", "other");
            House.parameters(other).putArray("audience").add("other-api");
        })));
    }

    private Verdict verdict(String aud) {
        return house.verdict(house.good().claim("aud", List.of(aud.split(","))).compact());
    }

    @Test
    void namesTheUserAndTheProvider() {
        assertThat(house.verdict(house.good().compact())).isInstanceOfSatisfying(Verdict.Active.class, active -> {
            assertThat(active.username()).isEqualTo("alice");
            assertThat(active.provider()).isEqualTo("main");
        });
    }

    @Test
    void aProviderThatIsNotTheCallersBusinessIsNotConsidered() {
        String token = house.good().compact();
        assertThat(house.verdict(token, OF_OTHERS, Optional.empty()))
                .isEqualTo(new Verdict.Inactive(Reason.UNKNOWN_ISSUER, ""));
        assertThat(house.issuer.requests()).isEmpty();
    }

    @Test
    void onlyTheProviderThatTheCallerNamesIsConsidered() {
        String token = house.good().compact();
        assertThat(house.verdict(token, House.JIRA, Optional.of("other")))
                .isEqualTo(new Verdict.Inactive(Reason.UNKNOWN_ISSUER, ""));
        assertThat(house.verdict(token, House.JIRA, Optional.of("main"))).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void theAudienceDecidesBetweenTwoProvidersOfOneIssuer() {
        trustTwoOfOneIssuer();
        assertThat(((Verdict.Active) verdict("other-api")).provider()).isEqualTo("other");
        assertThat(((Verdict.Active) verdict("issues-api")).provider()).isEqualTo("main");
    }

    @Test
    void twoProvidersThatCouldBothHaveIssuedItAreNotTriedInTurn() {
        trustTwoOfOneIssuer();
        assertThat(verdict("issues-api,other-api")).isEqualTo(new Verdict.Inactive(Reason.AMBIGUOUS_PROVIDER, ""));
        assertThat(house.issuer.requests()).isEmpty();
    }

    @Test
    void aSharedIssuerIsNotUnknownBecauseTheAudienceIsWrong() {
        trustTwoOfOneIssuer();
        assertThat(verdict("third-api")).isEqualTo(new Verdict.Inactive(Reason.WRONG_AUDIENCE, ""));
    }

    @Test
    void anOpaqueTokenIsSentNowhere() {
        assertThat(house.verdict("opaque-token")).isEqualTo(new Verdict.Inactive(Reason.NO_PROVIDER, ""));
        assertThat(house.issuer.requests()).isEmpty();
    }

    @Test
    void entraTokensOfBothVersionsAreOfOneProvider() {
        EntraHouse.singleTenant(
                house, TestKey.RSA.jwk().put("issuer", "https://login.microsoftonline.com/{tenantid}/v2.0"));
        assertThat(house.verdict(EntraHouse.v2(house, EntraHouse.TENANT_A).compact()))
                .isInstanceOf(Verdict.Active.class);
        assertThat(house.verdict(EntraHouse.v1(house, EntraHouse.TENANT_A).compact()))
                .isInstanceOf(Verdict.Active.class);
        assertThat(house.verdict(EntraHouse.v2(house, EntraHouse.TENANT_B).compact()))
                .isEqualTo(new Verdict.Inactive(Reason.UNKNOWN_ISSUER, ""));
        assertThat(house.verdict(EntraHouse.v1(house, EntraHouse.TENANT_A)
                        .claim("tid", EntraHouse.TENANT_B)
                        .compact()))
                .isEqualTo(new Verdict.Inactive(Reason.WRONG_TENANT, "entra"));
    }

    @Test
    void aFloodOfForgedKeyIdsCostsTheIssuerOneRequest() {
        house.verdict(house.good().compact());
        int before = house.issuer.requests(FakeServer.JWKS);
        Tokens forged = house.good().signer(_ -> new byte[256]);
        for (int i = 0; i < 100_000; i++) {
            house.verdict(forged.header("kid", "forged-" + i).compact());
        }
        assertThat(house.issuer.requests(FakeServer.JWKS) - before).isEqualTo(1);
        assertThat(house.verdict(house.good().compact())).isInstanceOf(Verdict.Active.class);
    }
}
