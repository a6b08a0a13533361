package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderReaderTest {
    private static final String TENANT = "3f1c2b7a-5d0e-4c61-9a87-2e6b10f4d3c5";
    private static final String OTHER_TENANT = "9a0d4c11-77aa-4f0b-8a54-0f5f0a9b7e21";
    private static final String API = "6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942";
    private static final String LOGIN = "https://login.microsoftonline.com/";

    private static ObjectNode generic(String more) {
        return JsonText.object(
                "{'id':'one','kind':'generic-oidc','parameters':{'issuer':'https://id.example','audience':['a']" + more
                        + "}");
    }

    private static Provider read(ObjectNode written) {
        return TestProviders.read(written, 7);
    }

    @Nested
    class Generic {
        @Test
        void findsKeysWhereTheStandardsPutThem() {
            assertThat(read(generic("}"))
                            .jwt()
                            .orElseThrow()
                            .keySources()
                            .get("https://id.example")
                            .metadata())
                    .containsExactly(
                            URI.create("https://id.example/.well-known/openid-configuration"),
                            URI.create("https://id.example/.well-known/oauth-authorization-server"));
        }

        @Test
        void insertsTheSecondPlaceBetweenHostAndPath() {
            ObjectNode written = generic("}");
            ((ObjectNode) written.get("parameters")).put("issuer", "https://id.example/t/1/");
            KeySource source = read(written).jwt().orElseThrow().keySources().get("https://id.example/t/1/");
            assertThat(source.metadata())
                    .containsExactly(
                            URI.create("https://id.example/t/1/.well-known/openid-configuration"),
                            URI.create("https://id.example/.well-known/oauth-authorization-server/t/1"));
            assertThat(source.issuers()).containsExactly("https://id.example/t/1/");
        }

        @Test
        void takesTheKeySetThatItIsGiven() {
            KeySource source = read(generic(",'jwksUri':'https://id.example/keys'}"))
                    .jwt()
                    .orElseThrow()
                    .keySources()
                    .get("https://id.example");
            assertThat(source.keySet()).containsExactly(URI.create("https://id.example/keys"));
            assertThat(source.metadata()).isEmpty();
            assertThat(source.network()).isEqualTo(NetworkRules.PUBLIC_ONLY);
        }

        @Test
        void takesFurtherSpellingsOfTheIssuerWithTheSameKeys() {
            Map<String, KeySource> sources = read(generic(",'acceptedIssuers':['https://id.example/','urn:x']}"))
                    .jwt()
                    .orElseThrow()
                    .keySources();
            assertThat(sources).containsOnlyKeys("https://id.example", "https://id.example/", "urn:x");
            assertThat(Set.copyOf(sources.values())).hasSize(1);
        }

        @Test
        void takesOneTextForAList() {
            assertThat(read(generic(",'algorithms':'ES512'}"))
                            .jwt()
                            .orElseThrow()
                            .algorithms())
                    .containsExactly("ES512");
        }

        @Test
        void takesAnEmptyListForNoneGiven() {
            assertThat(read(generic(",'algorithms':[]}")).jwt().orElseThrow().algorithms())
                    .containsExactlyInAnyOrder("RS256", "ES256");
        }

        @Test
        void isLenientAboutTypUnlessToldOtherwise() {
            assertThat(read(generic("}")).jwt().orElseThrow().types()).containsExactlyInAnyOrder("", "jwt", "at+jwt");
            assertThat(read(generic(",'accessTokenTyp':'strict'}"))
                            .jwt()
                            .orElseThrow()
                            .types())
                    .containsExactly("at+jwt");
        }
    }

    @Nested
    class Entra {
        @Test
        void oneTenantHasTwoSpellingsWithTheSameTid() {
            Provider provider = read(
                    JsonText.object("{'id':'e','kind':'entra-id','parameters':{'tenantId':'%s','apiClientId':'%s'}}"
                            .formatted(TENANT, API)));
            assertThat(provider.expectation().issuers())
                    .containsExactly(
                            new TrustedIssuer(LOGIN + TENANT + "/v2.0", Map.of("tid", TENANT)),
                            new TrustedIssuer("https://sts.windows.net/" + TENANT + "/", Map.of("tid", TENANT)));
            assertThat(provider.expectation().binding().audiences())
                    .containsExactlyInAnyOrder(API, "api://" + API, "api://" + API + "/");
            assertThat(provider.jwt()
                            .orElseThrow()
                            .keySources()
                            .get("https://sts.windows.net/" + TENANT + "/")
                            .metadata())
                    .containsExactly(URI.create(LOGIN + TENANT + "/.well-known/openid-configuration"));
        }

        @Test
        void asksForTheKeysOfTheApplicationIfItHasItsOwn() {
            Provider provider = read(JsonText.object(
                    "{'id':'e','kind':'entra-id','parameters':{'tenantId':'%s','apiClientId':'%s','appendAppIdToMetadata':true}}"
                            .formatted(TENANT, API)));
            assertThat(provider.jwt()
                            .orElseThrow()
                            .keySources()
                            .get(LOGIN + TENANT + "/v2.0")
                            .metadata())
                    .containsExactly(
                            URI.create(LOGIN + TENANT + "/v2.0/.well-known/openid-configuration?appid=" + API));
        }

        @Test
        void severalTenantsShareTheKeysAndNotTheTid() {
            Provider provider = read(JsonText.object(
                    "{'id':'e','kind':'entra-multitenant','parameters':{'allowedTenants':['%s','%s'],'apiClientId':'%s'}}"
                            .formatted(TENANT, OTHER_TENANT, API)));
            assertThat(provider.expectation().issuers())
                    .contains(new TrustedIssuer(LOGIN + OTHER_TENANT + "/v2.0", Map.of("tid", OTHER_TENANT)))
                    .hasSize(4);
            KeySource source = provider.jwt().orElseThrow().keySources().get(LOGIN + TENANT + "/v2.0");
            assertThat(source)
                    .isEqualTo(provider.jwt().orElseThrow().keySources().get(LOGIN + OTHER_TENANT + "/v2.0"));
            assertThat(source.issuers()).containsExactly(LOGIN + "{tenantid}/v2.0");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "['*']", "['common']", "['" + TENANT + "','x']"})
        void thereIsNoWayToTakeAllTenants(String tenants) {
            assertThat(TestProviders.violations(JsonText.object(
                            "{'id':'e','kind':'entra-multitenant','parameters':{'allowedTenants':%s,'apiClientId':'%s'}}"
                                    .formatted(tenants, API))))
                    .isNotEmpty()
                    .allMatch(pointer -> pointer.startsWith("/parameters/allowedTenants"));
        }
    }

    @Nested
    class Keycloak {
        @Test
        void theIssuerFollowsFromBaseUrlAndRealm() {
            Provider provider = read(
                    JsonText.object(
                            "{'id':'k','kind':'keycloak','parameters':{'baseUrl':'https://sso.example/auth','realm':'staff','audience':'a'}}"));
            assertThat(provider.expectation().issuers())
                    .containsExactly(new TrustedIssuer("https://sso.example/auth/realms/staff", Map.of()));
        }

        @Test
        void anIssuerOfItsOwnIsStillFoundAtTheBaseUrl() {
            Provider provider = read(
                    JsonText.object(
                            "{'id':'k','kind':'keycloak','parameters':{'baseUrl':'https://in.example','realm':'staff','audience':'a','issuer':'https://out.example/realms/staff'}}"));
            KeySource source = provider.jwt().orElseThrow().keySources().get("https://out.example/realms/staff");
            assertThat(source.metadata())
                    .containsExactly(URI.create("https://in.example/realms/staff/.well-known/openid-configuration"));
            assertThat(source.issuers())
                    .containsExactlyInAnyOrder("https://out.example/realms/staff", "https://in.example/realms/staff");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            delimiter = '|',
            value = {
                "},'id':'Not A Slug' | /id",
                "},'extra':1 | /extra",
                ",'extra':1} | /parameters/extra",
                "},'rules':{'x':1} | /rules/x",
                "},'mapping':{'x':1} | /mapping/x",
                "},'network':{'x':1} | /network/x",
                "},'network':{'plainHttp':true} | /network/plainHttp",
                "},'network':{'allow':['10.0.0.1/8']} | /network/allow/0",
                "},'network':{'allow':['host']} | /network/allow/0",
                "},'enabled':'yes' | /enabled",
                "},'rules':{'leeway':'PT5M1S'} | /rules/leeway",
                "},'rules':{'leeway':'-PT1S'} | /rules/leeway",
                "},'rules':{'leeway':60} | /rules/leeway",
                "},'rules':{'maxLifetime':'PT0S'} | /rules/maxLifetime",
                "},'rules':{'maxLifetime':'P367D'} | /rules/maxLifetime",
                "},'rules':{'requiredScopes':'x'} | /rules/requiredScopes",
                "},'rules':{'requiredScopes':[7]} | /rules/requiredScopes/0",
                "},'mapping':{'attributes':['name']} | /mapping/attributes",
                "},'mapping':{'attributes':['/x~']} | /mapping/attributes/0",
                "},'mapping':{'attributes':['email']} | /mapping/emailDomains",
                "},'mapping':{'attributes':['/email']} | /mapping/emailDomains",
                "},'mapping':{'pattern':'('} | /mapping/pattern",
                "},'mapping':{'pattern':'(?=x)'} | /mapping/pattern",
                "},'mapping':{'appOnly':{'c':'a b'}} | /mapping/appOnly/c",
                ",'usernameAttribute':'given_name'} | /mapping/attributes",
                ",'algorithms':['HS256']} | /parameters/algorithms/0",
                ",'accessTokenTyp':'Strict'} | /parameters/accessTokenTyp",
                ",'issuer':7} | /parameters/issuer",
                ",'audience':[]} | /parameters/audience",
                ",'audience':['']} | /parameters/audience/0",
                "},'mapping':[] | /mapping"
            })
    void saysWhereSomethingIsWrong(String more, String pointer) {
        assertThat(TestProviders.violations(generic("}"))).isEmpty();
        assertThat(TestProviders.violations(generic(more))).contains(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            delimiter = '|',
            value = {
                "},'rules':{'leeway':'PT5M'}",
                "},'rules':{'leeway':'PT0S'}",
                "},'rules':{'maxLifetime':'P366D'}",
                "},'mapping':{'attributes':['name'],'acceptNonUnique':true}",
                "},'mapping':{'attributes':['email'],'emailDomains':['x.example']}",
                "},'network':{'allow':['10.0.0.0/8'],'plainHttp':true}",
                ",'jwksUri':null}"
            })
    void takesWhatIsJustRight(String more) {
        assertThat(TestProviders.violations(generic(more))).isEmpty();
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThat(TestProviders.violations(generic(",'algorithms':['none']},'rules':{'leeway':'x'},'extra':1")))
                .containsExactlyInAnyOrder("/parameters/algorithms/0", "/rules/leeway", "/extra");
    }

    @Nested
    class Together {
        private static Provider of(String id, String audience) {
            return read(JsonText.object(
                    "{'id':'%s','kind':'generic-oidc','parameters':{'issuer':'https://id.example','audience':%s}}"
                            .formatted(id, audience)));
        }

        private static PresentedToken.Jwt token(String claims) {
            String payload = java.util.Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(claims.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return (PresentedToken.Jwt) new TokenReader(1000).read("eyJhbGciOiJSUzI1NiJ9." + payload + ".AAAA");
        }

        /** The id of the provider that the token is held against, or why there is none. */
        private static String routed(String claims, Provider... trusted) {
            TrustedProviders providers = new TrustedProviders(new Presets());
            TestProviders.trust(providers, List.of(trusted));
            return switch (providers.route(token(claims), _ -> true)) {
                case TrustedProviders.Route.To(Provider provider) -> provider.id();
                case TrustedProviders.Route.Nowhere(Reason reason) -> reason.code();
            };
        }

        @Test
        void providersContestAnIssuerOnlyWithACommonAudience() {
            assertThat(of("x", "['a','b']").contestedWith(of("y", "['b','c']"))).contains("https://id.example");
            assertThat(of("x", "['a']").contestedWith(of("y", "['b']"))).isEqualTo(Optional.empty());
            assertThat(of("x", "['a']")
                            .contestedWith(read(generic("}").deepCopy().put("id", "z"))))
                    .contains("https://id.example");
        }

        @Test
        void theOnlyProviderOfAnIssuerIsTheCandidateWhateverTheAudience() {
            assertThat(routed("{'iss':'https://id.example','aud':'z'}", of("x", "['a']")))
                    .isEqualTo("x");
        }

        @Test
        void theAudienceDecidesBetweenProvidersOfOneIssuer() {
            Provider x = of("x", "['a']");
            Provider y = of("y", "['b']");
            assertThat(routed("{'iss':'https://id.example','aud':'b'}", x, y)).isEqualTo("y");
            assertThat(routed("{'iss':'https://id.example','aud':['a','b']}", x, y))
                    .isEqualTo("ambiguous_provider");
            assertThat(routed("{'iss':'https://id.example','aud':'z'}", x, y)).isEqualTo("wrong_audience");
        }

        @Test
        void anIssuerIsComparedCharacterByCharacter() {
            for (String iss : List.of(
                    "'https://id.example/'",
                    "'HTTPS://id.example'",
                    "'https://id'",
                    "['https://id.example']",
                    "null")) {
                assertThat(routed("{'iss':" + iss + ",'aud':'a'}", of("x", "['a']")))
                        .isEqualTo("unknown_issuer");
            }
        }
    }

    @Test
    void comparesGuidsInLowerCaseAsEntraWritesThem() {
        Provider provider = read(JsonText.object("{'id':'e','kind':'entra-id','parameters':{'tenantId':'"
                + TENANT.toUpperCase(Locale.ROOT) + "','apiClientId':'"
                + API.toUpperCase(Locale.ROOT) + "'}}"));
        assertThat(provider.expectation().binding().audiences()).contains(API);
        assertThat(provider.jwt().orElseThrow().keySources()).containsKey(LOGIN + TENANT + "/v2.0");
    }
}
