package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Salesforce: introspection, with a subject that is a URL and names the organization. */
class SalesforceContractTest extends VendorContract {
    private static final String HOST = "harbourlight.my.salesforce.com";
    private static final String INTROSPECT = HOST + "/services/oauth2/introspect";
    private static final String SUB = "https://login.salesforce.com/id/00D5x000000AbCdEAK/0055x00000XyZ01AAA";

    private static void trust(VendorHouse house, String host, String more) {
        house.trust("{'id':'sf','kind':'salesforce','parameters':{'host':'" + host
                + "','clientId':'3MVG9','clientSecret':'s3cret'" + more + "}}");
    }

    private static Reply yes(String sub, String client, String more) {
        return Reply.json(
                200,
                "{'active':true,'scope':'id openid','client_id':'" + client
                        + "','username':'nora.lindqvist@harbourlight.example','sub':'" + sub
                        + "','exp':1772370000,'iat':1772362800,'nbf':1772362800" + more + "}");
    }

    private static Reply good() {
        return yes(SUB, "3MVG9", ",'token_type':'access_token'");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, HOST, "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(INTROSPECT, good());
    }

    /** Such tokens may hold as many dots as a JWT, and more. */
    @Override
    String token(VendorHouse house) {
        return house.world.issued("00D5x000000AbCd!AQ.EAQ.x_" + fresh(60), HOST);
    }

    @Override
    List<String> calls() {
        return List.of(INTROSPECT);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfOurAppIsActive() {
        open(house);
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("nora.lindqvist@harbourlight.example");
        assertThat(answer.sub()).isEqualTo(SUB);
        assertThat(answer.clientId()).isEqualTo("3MVG9");
        assertThat(answer.scope()).isEqualTo("id openid");
        assertThat(answer.exp()).isEqualTo(1772370000);
        assertThat(house.world.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.headers())
                    .containsEntry("authorization", "Basic M01WRzk6czNjcmV0")
                    .containsEntry("accept", "application/json");
            assertThat(seen.form("token")).isEqualTo(token);
        });
    }

    @Test
    void aJwtOfItsHostIsAskedAbout() {
        open(house);
        assertThat(username(house.world.issued(
                        Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                                .compact(),
                        HOST)))
                .isEqualTo("nora.lindqvist@harbourlight.example");
        assertThat(reason(house.world.issued(
                        Tokens.good("https://login.salesforce.com", TestKey.RSA, house.clock.instant())
                                .compact())))
                .isEqualTo(Reason.UNKNOWN_ISSUER);
    }

    @Test
    void aBadTokenIsInactive() {
        open(house);
        house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
        assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        house.world.on(
                INTROSPECT,
                Reply.json(200, "{'active':true,'client_id':'3MVG9','token_type':'access_token','exp':1700000000}"));
        assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void aRefreshTokenIsNone() {
        open(house);
        house.world.on(INTROSPECT, yes(SUB, "3MVG9", ",'token_type':'refresh_token'"));
        assertThat(reason(token())).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
        house.world.on(INTROSPECT, yes(SUB, "3MVG9", ""));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void anotherAppsTokenIsNotForUsUnlessListed() {
        open(house);
        house.world.on(INTROSPECT, yes(SUB, "3MVG9other", ",'token_type':'access_token'"));
        assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        try (VendorHouse listed = new VendorHouse()) {
            trust(listed, HOST, ",'allowedClients':['3MVG9other']");
            listed.world.on(INTROSPECT, yes(SUB, "3MVG9other", ",'token_type':'access_token'"));
            assertThat(listed.username(token(listed))).isEqualTo("nora.lindqvist@harbourlight.example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00D5x000000AbCdEAK", "00D5x000000AbCd"})
    void onlyAListedOrganizationCounts(String organization) {
        trust(house, HOST, ",'organizationIds':['" + organization + "']");
        house.world.on(INTROSPECT, good());
        assertThat(username(token())).isEqualTo("nora.lindqvist@harbourlight.example");
        // Upper and lower case make different organizations.
        for (String stranger : List.of(
                "https://login.salesforce.com/id/00D5x000000aBcDEAK/0055x",
                "https://login.salesforce.com/id/00D9z000000ZzZzEAK/00D5x000000AbCdEAK",
                "https://evil.example/id/00D5x000000AbCdEAK/0055x")) {
            house.world.on(INTROSPECT, yes(stranger, "3MVG9", ",'token_type':'access_token'"));
            assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
        }
    }

    @ParameterizedTest
    @CsvSource({"401, invalid_client", "400, invalid_client_id", "403, ''"})
    void ourOwnWrongSecretIsNobodysFaultButOurs(int status, String error) {
        open(house);
        house.world.on(INTROSPECT, Reply.json(status, "{'error':'" + error + "'}"));
        assertThat(outage(token())).isEqualTo(Outage.CREDENTIALS_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login.salesforce.com", "test.salesforce.com"})
    void atASharedHostTheOrganizationIsListedOrItsRiskAccepted(String host) {
        String written = "{'id':'sf','kind':'salesforce','parameters':{'host':'" + host
                + "','clientId':'3MVG9','clientSecret':'s3cret'";
        assertThat(TestProviders.violations(JsonText.object(written + "}}")))
                .containsExactly("/rules/acceptUnboundTokens");
        assertThat(TestProviders.violations(JsonText.object(written + ",'organizationIds':['00D5x000000AbCdEAK']}}")))
                .isEmpty();
        assertThat(TestProviders.violations(JsonText.object(written + "},'rules':{'acceptUnboundTokens':true}}")))
                .isEmpty();
    }
}
