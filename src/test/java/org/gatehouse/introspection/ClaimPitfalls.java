package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.introspection.Pitfall.accepted;
import static org.gatehouse.introspection.Pitfall.assertActive;
import static org.gatehouse.introspection.Pitfall.assertInactive;
import static org.gatehouse.introspection.Pitfall.changed;
import static org.gatehouse.introspection.Pitfall.refused;
import static org.gatehouse.token.Reason.BAD_EXPIRY;
import static org.gatehouse.token.Reason.BAD_ISSUED_AT;
import static org.gatehouse.token.Reason.BAD_SUBJECT;
import static org.gatehouse.token.Reason.BAD_USERNAME;
import static org.gatehouse.token.Reason.EXPIRED;
import static org.gatehouse.token.Reason.MISSING_SCOPE;
import static org.gatehouse.token.Reason.NOT_YET_VALID;
import static org.gatehouse.token.Reason.NO_USERNAME;
import static org.gatehouse.token.Reason.SENDER_CONSTRAINED;
import static org.gatehouse.token.Reason.UNKNOWN_ISSUER;
import static org.gatehouse.token.Reason.WRONG_AUDIENCE;
import static org.gatehouse.token.Reason.WRONG_TENANT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;

/** Issuer, tenant, audience, times, subject, username and scopes. */
final class ClaimPitfalls {
    private static final long NOW = House.NOW.getEpochSecond();

    private ClaimPitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(issuers());
        all.addAll(tenants());
        all.addAll(audiences());
        all.addAll(expiry());
        all.addAll(otherTimes());
        all.addAll(caching());
        all.addAll(people());
        all.addAll(scopes());
        return all;
    }

    private static List<Pitfall> issuers() {
        List<Pitfall> all = new ArrayList<>();
        all.add(new Pitfall(85, "an issuer that nobody configured", house -> {
            assertInactive(house, house.attackers().compact(), UNKNOWN_ISSUER);
            assertThat(house.attacker.requests()).isEmpty();
            assertThat(house.issuer.requests()).isEmpty();
        }));
        all.add(refused(
                85,
                "an unknown issuer under the one provider that the caller names",
                UNKNOWN_ISSUER,
                house -> house.attackers().compact()));
        Map<String, UnaryOperator<String>> spellings = Map.of(
                "with a slash behind", iss -> iss + "/",
                "with its scheme in capitals", iss -> iss.replace("http", "HTTP"),
                "by another name of the host", iss -> iss.replace("127.0.0.1", "localhost"),
                "with a percent sign", iss -> iss.replace("127", "%3127"),
                "with a space behind", iss -> iss + " ",
                "of a longer path", iss -> iss + "/realms/x");
        spellings.forEach(
                (what, spelling) -> all.add(refused(86, "the issuer " + what, UNKNOWN_ISSUER, house -> house.good()
                        .claim("iss", spelling.apply(house.issuer.url()))
                        .compact())));
        all.add(changed(86, "Google's short issuer", UNKNOWN_ISSUER, good -> good.claim("iss", "accounts.google.com")));
        all.add(refused(87, "a beginning of the issuer", UNKNOWN_ISSUER, house -> house.good()
                .claim("iss", house.issuer.url().substring(0, house.issuer.url().length() - 1))
                .compact()));
        all.add(changed(87, "one letter of the issuer", UNKNOWN_ISSUER, good -> good.claim("iss", "h")));
        all.add(refused(87, "a list of issuers", UNKNOWN_ISSUER, house -> house.good()
                .claim("iss", List.of(house.issuer.url()))
                .compact()));
        all.add(changed(88, "no issuer", UNKNOWN_ISSUER, good -> good.withoutClaim("iss")));
        for (String json : List.of("\"\"", "null", "7", "{}", "true")) {
            all.add(changed(88, "issuer " + json, UNKNOWN_ISSUER, good -> good.claimJson("iss", json)));
        }
        return all;
    }

    private static List<Pitfall> tenants() {
        return List.of(
                tenant("tid of another listed tenant", WRONG_TENANT, token -> token.claim("tid", EntraHouse.TENANT_B)),
                tenant("tid that is no GUID", WRONG_TENANT, token -> token.claim("tid", "*")),
                tenant(
                        "tid in capitals",
                        WRONG_TENANT,
                        token -> token.claim("tid", EntraHouse.TENANT_A.toUpperCase(java.util.Locale.ROOT))),
                tenant("no tid", WRONG_TENANT, token -> token.withoutClaim("tid")),
                tenant("tid in a list", WRONG_TENANT, token -> token.claim("tid", List.of(EntraHouse.TENANT_A))),
                tenant("a tenant that is not listed", UNKNOWN_ISSUER, token -> token.claim("tid", EntraHouse.UNLISTED)
                        .claim("iss", "https://login.microsoftonline.com/" + EntraHouse.UNLISTED + "/v2.0")),
                tenant(
                        "the issuer as a template",
                        UNKNOWN_ISSUER,
                        token -> token.claim("iss", "https://login.microsoftonline.com/{tenantid}/v2.0")),
                tenant(
                        "the issuer of all tenants",
                        UNKNOWN_ISSUER,
                        token -> token.claim("iss", "https://login.microsoftonline.com/common/v2.0")),
                tenant(
                        "a header nonce, as Graph's tokens have",
                        59,
                        Reason.GRAPH_TOKEN,
                        token -> token.header("nonce", "x")),
                tenant(
                        "a token for Graph",
                        94,
                        WRONG_AUDIENCE,
                        token -> token.claim("aud", "00000003-0000-0000-c000-000000000000")),
                tenant("neither scp nor roles", 110, Reason.NOT_AN_ACCESS_TOKEN, token -> token.withoutClaim("scp")),
                tenant("an application and nobody", 114, Reason.APP_ONLY, token -> token.withoutClaim("scp")
                        .claim("roles", List.of("Issues.Sync"))
                        .claim("idtyp", "app")),
                tenant("an application that does not say so", 114, Reason.APP_ONLY, token -> token.withoutClaim("scp")
                        .claim("roles", List.of("Issues.Sync"))));
    }

    private static Pitfall tenant(String what, Reason reason, UnaryOperator<Tokens> change) {
        return tenant(what, 89, reason, change);
    }

    private static Pitfall tenant(String what, int number, Reason reason, UnaryOperator<Tokens> change) {
        return new Pitfall(number, "Entra: " + what, house -> {
            EntraHouse.multiTenant(
                    house, TestKey.RSA.jwk().put("issuer", "https://login.microsoftonline.com/{tenantid}/v2.0"));
            assertActive(house, EntraHouse.tokenOfA(house).compact());
            assertActive(house, EntraHouse.v2(house, EntraHouse.TENANT_B).compact());
            assertInactive(house, change.apply(EntraHouse.tokenOfA(house)).compact(), reason);
        });
    }

    private static List<Pitfall> audiences() {
        List<Pitfall> all = new ArrayList<>();
        all.add(accepted(90, "our audience and others", house -> house.good()
                .claim("aud", List.of("account", "issues-api"))
                .compact()));
        for (String json : List.of(
                "[]",
                "[null]",
                "[[\"issues-api\"]]",
                "[1]",
                "{}",
                "{\"issues-api\":1}",
                "[\"issues-api\",7]",
                "[\"issues-api\",\"\"]",
                "true",
                "null",
                "\"\"")) {
            all.add(changed(
                    json.equals("null") || json.equals("\"\"") ? 92 : 91,
                    "aud " + json,
                    WRONG_AUDIENCE,
                    good -> good.claimJson("aud", json)));
        }
        all.add(accepted(91, "our audience and null", house -> house.good()
                .claimJson("aud", "[null,\"issues-api\",null]")
                .compact()));
        all.add(changed(92, "no aud", WRONG_AUDIENCE, good -> good.withoutClaim("aud")));
        for (String aud : List.of(
                "issues-api/",
                "issues",
                "issues-api2",
                "Issues-Api",
                "issues-api ",
                "issues-api,other",
                "other issues-api")) {
            all.add(changed(93, "aud " + aud, WRONG_AUDIENCE, good -> good.claim("aud", aud)));
        }
        for (String aud : List.of(
                "https://graph.microsoft.com", "https://id.example/userinfo", "urn:microsoft:userinfo", "account")) {
            all.add(changed(94, "aud " + aud, WRONG_AUDIENCE, good -> good.claim("aud", aud)));
        }
        all.add(changed(
                117, "a CI job's token", WRONG_AUDIENCE, good -> good.claim("aud", "https://github.com/octo-org")
                        .claim("sub", "repo:octo-org/octo-repo:ref:refs/heads/main")));
        return all;
    }

    private static List<Pitfall> expiry() {
        List<Pitfall> all = new ArrayList<>();
        all.add(changed(95, "exp exactly at the leeway", EXPIRED, good -> good.claim("exp", NOW - 60)
                .claim("iat", NOW - 100)));
        all.add(accepted(95, "exp just inside of the leeway", house -> house.good()
                .claim("exp", NOW - 59)
                .claim("iat", NOW - 100)
                .compact()));
        all.add(changed(96, "no exp", BAD_EXPIRY, good -> good.withoutClaim("exp")));
        for (String json : List.of("\"1893456000\"", "\"\"", "true", "null", "{}", "[1]", "[1772370000]")) {
            all.add(changed(97, "exp " + json, BAD_EXPIRY, good -> good.claimJson("exp", json)));
        }
        for (String json : List.of(
                "0",
                "-1",
                "-1772370000",
                "1e400",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999",
                "253402300800",
                "0.9e-1",
                "-0")) {
            all.add(changed(98, "exp " + json, BAD_EXPIRY, good -> good.claimJson("exp", json)));
        }
        all.add(accepted(99, "exp with a fraction", house -> house.good()
                .claimJson("exp", (NOW + 3600) + ".9")
                .compact()));
        all.add(accepted(99, "exp with an exponent", house -> house.good()
                .claimJson("exp", (NOW + 3600) + "0e-1")
                .compact()));
        all.add(changed(
                99, "a fraction that does not save exp", EXPIRED, good -> good.claimJson("exp", (NOW - 60) + ".9")
                        .claim("iat", NOW - 100)));
        all.add(changed(100, "exp in milliseconds", BAD_EXPIRY, good -> good.claim("exp", (NOW + 3600) * 1000)));
        all.add(changed(
                100,
                "exp further away than any token lives",
                BAD_EXPIRY,
                good -> good.claim("exp", NOW + 2 * 86_400 + 1)));
        all.add(accepted(100, "exp as far away as a token may live", house -> house.good()
                .claim("exp", NOW + 2 * 86_400)
                .compact()));
        return all;
    }

    private static List<Pitfall> otherTimes() {
        List<Pitfall> all = new ArrayList<>();
        all.add(changed(101, "nbf just beyond the leeway", NOT_YET_VALID, good -> good.claim("nbf", NOW + 61)));
        all.add(accepted(101, "nbf at the leeway", house -> house.good()
                .claim("nbf", NOW + 60)
                .compact()));
        all.add(changed(102, "iat just beyond the leeway", BAD_ISSUED_AT, good -> good.claim("iat", NOW + 61)));
        all.add(accepted(102, "iat at the leeway", house -> house.good()
                .claim("iat", NOW + 60)
                .compact()));
        all.add(changed(102, "iat after exp", BAD_ISSUED_AT, good -> good.claim("exp", NOW + 10)
                .claim("iat", NOW + 11)));
        all.add(accepted(102, "iat at exp", house -> house.good()
                .claim("exp", NOW + 10)
                .claim("iat", NOW + 10)
                .compact()));
        for (String claim : List.of("nbf", "iat", "nonce", "events", "vp", "sub", "client_id")) {
            all.add(accepted(101, claim + " null", house -> house.good()
                    .claimJson(claim, "null")
                    .compact()));
        }
        for (String json : List.of("\"1772366400\"", "true", "[]", "{}", "1e400", "\"\"")) {
            all.add(changed(101, "nbf " + json, NOT_YET_VALID, good -> good.claimJson("nbf", json)));
            all.add(changed(102, "iat " + json, BAD_ISSUED_AT, good -> good.claimJson("iat", json)));
        }
        return all;
    }

    private static List<Pitfall> caching() {
        return List.of(
                new Pitfall(103, "a token that expires while its claims are remembered", house -> {
                    String token = house.good().claim("exp", NOW + 100).compact();
                    assertActive(house, token);
                    house.clock.advance(Duration.ofSeconds(159));
                    assertActive(house, token);
                    house.clock.advance(Duration.ofSeconds(1));
                    assertInactive(house, token, EXPIRED);
                }),
                new Pitfall(103, "a clock that was put back", house -> {
                    String token = house.good().claim("nbf", NOW).compact();
                    assertActive(house, token);
                    house.clock.set(House.NOW.minusSeconds(61));
                    assertInactive(house, token, NOT_YET_VALID);
                }),
                new Pitfall(104, "two tokens that differ in one claim", house -> {
                    assertThat(username(house, house.good().compact())).isEqualTo("alice");
                    assertThat(username(
                                    house,
                                    house.good()
                                            .claim("preferred_username", "bob")
                                            .compact()))
                            .isEqualTo("bob");
                    assertThat(username(house, house.good().compact())).isEqualTo("alice");
                }),
                new Pitfall(104, "remembered claims and a changed provider", house -> {
                    String token = house.good().compact();
                    assertActive(house, token);
                    house.trust(provider ->
                            House.parameters(provider).putArray("audience").add("other-api"));
                    assertInactive(house, token, WRONG_AUDIENCE);
                }),
                new Pitfall(104, "remembered claims and a provider that takes another alg", house -> {
                    String token = house.good().compact();
                    assertActive(house, token);
                    house.trust(provider ->
                            House.parameters(provider).putArray("algorithms").add("ES256"));
                    assertInactive(house, token, Reason.ALGORITHM_NOT_ALLOWED);
                }));
    }

    private static String username(House house, String token) {
        return house.verdict(token) instanceof Verdict.Active active ? active.username() : "nobody";
    }

    private static List<Pitfall> people() {
        List<Pitfall> all = new ArrayList<>();
        for (String json : List.of(
                "\"\"",
                "{}",
                "7",
                "[\"alice\"]",
                "true",
                "\"" + "x".repeat(10_240) + "\"",
                "\"" + "x".repeat(256) + "\"")) {
            all.add(changed(
                    105,
                    "sub " + json.substring(0, Math.min(12, json.length())),
                    BAD_SUBJECT,
                    good -> good.claimJson("sub", json)));
        }
        all.add(accepted(105, "a sub of 255 characters", house -> house.good()
                .claim("sub", "x".repeat(255))
                .compact()));
        all.add(refused(105, "no sub where it is the username", NO_USERNAME, house -> {
            house.trust(
                    provider -> House.mapping(provider).putArray("attributes").add("sub"));
            return house.good().withoutClaim("sub").compact();
        }));
        for (String json : List.of("\" \"", "\" alice\"", "\"" + "x".repeat(256) + "\"", "\"jose\\u0301\"")) {
            all.add(changed(
                    106,
                    "username " + json.substring(0, Math.min(12, json.length())),
                    BAD_USERNAME,
                    good -> good.claimJson("preferred_username", json).claim("upn", "admin")));
        }
        for (String json : List.of("[\"alice\"]", "{\"name\":\"alice\"}", "7", "true", "\"\"")) {
            all.add(changed(
                    106,
                    "username " + json.substring(0, Math.min(12, json.length())),
                    NO_USERNAME,
                    good -> good.claimJson("preferred_username", json).claim("upn", "admin")));
        }
        all.add(accepted(106, "a first name that is null", house -> house.good()
                .claimJson("preferred_username", "null")
                .claim("upn", "alice")
                .compact()));
        all.add(changed(106, "no username", NO_USERNAME, good -> good.withoutClaim("preferred_username")));
        all.add(changed(
                129,
                "a username with a line break",
                BAD_USERNAME,
                good -> good.claim("preferred_username", "a\nlevel=INFO user=admin")));
        all.add(changed(
                108,
                "a token bound to a key (DPoP)",
                SENDER_CONSTRAINED,
                good -> good.claimJson("cnf", "{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}")));
        all.add(changed(
                108,
                "a token bound to a certificate",
                SENDER_CONSTRAINED,
                good -> good.claimJson("cnf", "{\"x5t#S256\":\"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2\"}")));
        all.add(accepted(108, "a binding that is null", house -> house.good()
                .claimJson("cnf", "null")
                .compact()));
        all.add(new Pitfall(109, "claims that stand elsewhere", house -> {
            assertActive(house, house.good().compact());
            int asked = house.issuer.requests().size();
            assertActive(
                    house,
                    house.good()
                            .claim("_claim_names", Map.of("groups", "src1"))
                            .claim(
                                    "_claim_sources",
                                    Map.of("src1", Map.of("endpoint", house.attacker.url() + "/groups")))
                            .compact());
            assertThat(house.issuer.requests()).hasSize(asked);
            assertThat(house.attacker.requests()).isEmpty();
        }));
        return all;
    }

    private static List<Pitfall> scopes() {
        List<Pitfall> all = new ArrayList<>();
        for (String json : List.of(
                "\"issues.readonly\"",
                "\"xissues.read\"",
                "\"Issues.Read\"",
                "\"issues.read,profile\"",
                "\"issues.read\\tprofile\"",
                "\"\"",
                "[]",
                "[\"issues.read\",7]",
                "[[\"issues.read\"]]",
                "[\"issues.read profile\"]",
                "7",
                "null",
                "{\"issues.read\":true}")) {
            all.add(refused(107, "scope " + json, MISSING_SCOPE, house -> withRequiredScope(house)
                    .claimJson("scope", json)
                    .compact()));
        }
        all.add(refused(107, "no scope", MISSING_SCOPE, house -> withRequiredScope(house)
                .withoutClaim("scope")
                .compact()));
        for (String json : List.of(
                "\"issues.read\"",
                "\"profile issues.read\"",
                "[\"profile\",\"issues.read\"]",
                "\" issues.read  profile \"")) {
            all.add(accepted(107, "scope " + json, house -> withRequiredScope(house)
                    .claimJson("scope", json)
                    .compact()));
        }
        all.add(accepted(107, "scp for scope", house -> withRequiredScope(house)
                .withoutClaim("scope")
                .claim("scp", List.of("issues.read"))
                .compact()));
        return all;
    }

    private static Tokens withRequiredScope(House house) {
        house.trust(provider -> House.rules(provider).putArray("requiredScopes").add("issues.read"));
        return house.good();
    }
}
