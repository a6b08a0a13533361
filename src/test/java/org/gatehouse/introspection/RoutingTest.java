package org.gatehouse.introspection;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.fixture.FakeVendor.Seen;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of opaque token in one house: each reaches its own vendor, and none another. */
class RoutingTest {
    /** Our providers, by id. */
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            entry("google", "'kind':'google','parameters':{'clientIds':['58114-portal.apps.googleusercontent.com']}"),
            entry(
                    "github",
                    "'kind':'github','parameters':{'clientId':'Iv1','clientSecret':'s','allowPats':true},"
                            + "'rules':{'acceptUnboundTokens':true}"),
            entry("slack", "'kind':'slack','parameters':{'allowedTeamIds':['T0HB1L2Q9'],'allowBots':true}"),
            entry(
                    "gitlab",
                    "'kind':'gitlab','parameters':{'clientId':'1f0c','clientSecret':'s','allowPats':true},"
                            + "'rules':{'acceptUnboundTokens':true}"),
            entry("facebook", "'kind':'facebook','parameters':{'appId':'481190227710','appSecret':'s'}"),
            entry(
                    "pingfederate",
                    "'kind':'pingfederate','parameters':{'baseUrl':'https://ping.harbourlight.example',"
                            + "'clientId':'c','clientSecret':'s','allowedClients':['portal']},'rules':{'acceptAnyTokenType':true}"),
            entry(
                    "onelogin",
                    "'kind':'onelogin','parameters':{'subdomain':'harbourlight','clientId':'c','clientSecret':'s'}"),
            entry(
                    "oidc",
                    "'kind':'generic-oidc','parameters':{'issuer':'https://id.harbourlight.example',"
                            + "'audience':['issues-api'],'clientId':'c','clientSecret':'s',"
                            + "'introspectionUri':'https://id.harbourlight.example/introspect'}"),
            entry(
                    "atlassian",
                    "'kind':'atlassian','parameters':{'allowedEmailDomains':['harbourlight.example']},"
                            + "'rules':{'acceptUnboundTokens':true}"),
            entry("bitbucket", "'kind':'bitbucket-cloud','parameters':{},'rules':{'acceptUnboundTokens':true}"),
            entry(
                    "salesforce",
                    "'kind':'salesforce','parameters':{'host':'harbourlight.my.salesforce.com','clientId':'c',"
                            + "'clientSecret':'s'}"),
            entry(
                    "acme",
                    "'kind':'generic-oauth2','parameters':{'introspectionUri':'https://as.harbourlight.example/introspect',"
                            + "'clientId':'c','clientSecret':'s','tokenPrefixes':['acme_']},"
                            + "'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}"),
            entry(
                    "beta",
                    "'kind':'generic-oauth2','parameters':{'userinfoUri':'https://beta.harbourlight.example/me',"
                            + "'successRules':['json.ok===true']},'rules':{'acceptUnboundTokens':true}"));

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        PROVIDERS.forEach((id, provider) -> house.trust("{'id':'" + id + "'," + provider + "}"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Set<String> hostsAsked() {
        return house.world.seen().stream().map(Seen::host).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a, api.github.com",
        "github_pat_11ABCDEFG0, api.github.com",
        "gho_16C7e42F292c6912E7710c838347Ae178B4a, api.github.com",
        "ghu_16C7e42F292c6912E7710c838347Ae178B4a, api.github.com",
        "xoxp-2718-3141-abcdef, slack.com",
        "xoxb-2718-3141-abcdef, slack.com",
        "xoxe.xoxp-1-Mi0y, slack.com",
        "xoxe.xoxb-1-Mi0y, slack.com",
        "glpat-16C7e42F292c6912E771, gitlab.com",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, gitlab.com",
        "EAAGm0PX4ZCpsBAIZCZBZA, graph.facebook.com",
        "ya29.a0AfH6SMC1234567, oauth2.googleapis.com",
        "00D5x000000AbCd!AQ.EAQ.xyz, harbourlight.my.salesforce.com",
        "acme_0123456789, as.harbourlight.example"
    })
    void eachTokenReachesItsOwnVendorOnly(String token, String host) {
        house.world.issued(token, host);
        house.verdict(token);
        assertThat(hostsAsked()).containsExactly(host);
    }

    @Test
    void aJwtOfAtlassiansReachesAtlassianOnly() {
        String token = house.world.issued(
                Tokens.good("https://auth.atlassian.com", TestKey.RSA, house.clock.instant())
                        .compact(),
                "api.atlassian.com");
        house.verdict(token);
        assertThat(hostsAsked()).containsExactly("api.atlassian.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
                "ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2F1dGguYXRsYXNzaWFuLmNvbSJ9.c2ln",
                "ghr_16C7e42F292c6912E7710c838347Ae178B4a",
                "xoxe-1-Mi0y",
                "xoxc-2718",
                "xoxd-2718",
                "xapp-1-A07",
                "gldt-0123456789",
                "glcbt-0123456789",
                "ATATT3xFfGF0abc",
                "ATCTT3xFfGN0abc",
                "ATBB0123456789"
            })
    void otherCredentialsReachNobody(String token) {
        house.world.issued(token);
        assertThat(house.reason(token)).isIn(Reason.NOT_AN_ACCESS_TOKEN, Reason.APP_ONLY);
        PROVIDERS.keySet().forEach(id -> assertThat(house.verdict(token, id)).isInstanceOf(Verdict.Inactive.class));
        assertThat(house.world.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opaque",
                "0123456789abcdef0123456789abcdef",
                "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "c29tZXRoaW5n.ZWxzZQ",
                "x0R-aBcDeFgHiJkLmNoPqRsTuVwXyZ==",
                "acm_0123456789",
                "gh_0123456789"
            })
    void aTokenWithoutASignReachesNobodyUnlessItsProviderIsNamed(String token) {
        house.world.issued(token, "beta.harbourlight.example", "api.bitbucket.org");
        assertThat(house.reason(token)).isEqualTo(Reason.NO_PROVIDER);
        assertThat(house.world.seen()).isEmpty();

        house.verdict(token, "beta");
        assertThat(hostsAsked()).containsExactly("beta.harbourlight.example");
        house.verdict(token, "bitbucket");
        assertThat(hostsAsked()).containsExactlyInAnyOrder("beta.harbourlight.example", "api.bitbucket.org");
    }

    /** What is named must fit: a vendor's token is shown to no other vendor, whatever a question says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme",
                "beta",
                "bitbucket",
                "atlassian",
                "salesforce",
                "gitlab",
                "facebook",
                "google",
                "oidc",
                "pingfederate",
                "onelogin"
            })
    void anotherVendorsTokenIsNotShownToWhomeverIsNamed(String provider) {
        for (String token : List.of("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "xoxp-2718-3141-abcdef")) {
            house.world.issued(token);
            assertThat(house.verdict(token, provider)).isInstanceOf(Verdict.Inactive.class);
        }
        assertThat(house.world.seen()).isEmpty();
    }

    /** Personal access tokens of Jira, Confluence and Bamboo, with ids of each length; one of Bitbucket's; and one of an incoming link. */
    static Stream<String> productTokens() {
        Stream<String> personal = IntStream.range(0, 12)
                .mapToObj("123456789012:"::substring)
                .map(id -> id.getBytes(StandardCharsets.US_ASCII))
                .map(id -> {
                    byte[] bytes = new byte[33];
                    Arrays.fill(bytes, (byte) 0xA7);
                    System.arraycopy(id, 0, bytes, 0, id.length);
                    return Base64.getEncoder().encodeToString(bytes);
                });
        return Stream.concat(
                personal,
                Stream.of("BBDC-NzU1MzY0ODQyMjQ1OmH1", "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjViM2YifQ.c2lnbmF0dXJl"));
    }

    @ParameterizedTest
    @MethodSource("productTokens")
    void whatAnAtlassianProductIssuedReachesNobodyAtAll(String token) {
        house.world.issued(token);
        assertThat(house.reason(token)).isEqualTo(Reason.PRODUCT_TOKEN);
        for (String id : PROVIDERS.keySet()) {
            assertThat(house.verdict(token, Optional.of(id), RequestContext.NONE))
                    .isInstanceOfSatisfying(Verdict.Inactive.class, inactive -> assertThat(inactive.reason())
                            .isEqualTo(Reason.PRODUCT_TOKEN));
        }
        assertThat(house.world.seen()).isEmpty();
    }

    /** Not even where a single provider would take any token. */
    @Test
    void norIfThereIsOnlyOneProvider() {
        try (VendorHouse single = new VendorHouse()) {
            single.trust("{'id':'beta'," + PROVIDERS.get("beta") + "}");
            productTokens().forEach(token -> {
                single.world.issued(token);
                assertThat(single.reason(token)).isEqualTo(Reason.PRODUCT_TOKEN);
            });
            assertThat(single.world.seen()).isEmpty();
        }
    }

    /** A pattern that anything fits is no sign: it would take what is another's. */
    @ParameterizedTest
    @ValueSource(strings = {"bitbucket", "atlassian", "pingfederate", "onelogin", "oidc"})
    void noneOfThemTakesWhatMayBeAnothers(String other) {
        try (VendorHouse two = new VendorHouse()) {
            two.trust("{'id':'beta'," + PROVIDERS.get("beta") + "}");
            two.trust("{'id':'" + other + "'," + PROVIDERS.get(other) + "}");
            assertThat(two.reason(two.world.issued("x0R-aBcDeFgHiJkLmNoPqRsTuVwXyZ")))
                    .isEqualTo(Reason.NO_PROVIDER);
            assertThat(two.world.seen()).isEmpty();
        }
    }

    @Test
    void aTokenWithoutASignReachesTheOnlyOneThatItCanBe() {
        try (VendorHouse few = new VendorHouse()) {
            few.trust("{'id':'beta'," + PROVIDERS.get("beta") + "}");
            few.trust("{'id':'slack'," + PROVIDERS.get("slack") + "}");
            few.verdict(few.world.issued("x0R-aBcDeFgHiJkLmNoPqRsTuVwXyZ", "beta.harbourlight.example"));
            assertThat(few.world.seen()).hasSize(1);

            few.trust("{'id':'bitbucket'," + PROVIDERS.get("bitbucket") + "}");
            assertThat(few.reason("y0R-aBcDeFgHiJkLmNoPqRsTuVwXyZ")).isEqualTo(Reason.NO_PROVIDER);
            assertThat(few.world.seen()).hasSize(1);
        }
    }

    @Test
    void aDisabledVendorsTokenIsNotShownToTheOnlyOneLeft() {
        try (VendorHouse single = new VendorHouse()) {
            single.trust("{'id':'beta'," + PROVIDERS.get("beta") + "}");
            for (String token : List.of("glpat-16C7e42F292c6912E771", "xoxb-1-2", "gho_1", "ATCTT3xFfGN0a")) {
                single.world.issued(token);
                assertThat(single.reason(token)).isEqualTo(Reason.NO_PROVIDER);
            }
            assertThat(single.world.seen()).isEmpty();
        }
    }
}
