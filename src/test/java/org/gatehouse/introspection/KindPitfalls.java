package org.gatehouse.introspection;

import static org.gatehouse.introspection.Pitfall.accepted;
import static org.gatehouse.introspection.Pitfall.assertActive;
import static org.gatehouse.introspection.Pitfall.assertInactive;
import static org.gatehouse.introspection.Pitfall.changed;
import static org.gatehouse.introspection.Pitfall.refused;
import static org.gatehouse.token.Reason.APP_ONLY;
import static org.gatehouse.token.Reason.CLIENT_NOT_ALLOWED;
import static org.gatehouse.token.Reason.NOT_AN_ACCESS_TOKEN;
import static org.gatehouse.token.Reason.NO_USERNAME;
import static org.gatehouse.token.Reason.UNVERIFIED_EMAIL;
import static org.gatehouse.token.Reason.WRONG_AUDIENCE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/** The right signature on the wrong kind of token, or on a token of nobody. */
final class KindPitfalls {
    private KindPitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(otherKinds());
        all.addAll(keycloak());
        all.addAll(clients());
        all.addAll(applications());
        all.addAll(subjects());
        all.addAll(emails());
        all.addAll(strict());
        return all;
    }

    private static List<Pitfall> otherKinds() {
        List<Pitfall> all = new ArrayList<>(List.of(
                changed(110, "an ID token by token_use", NOT_AN_ACCESS_TOKEN, good -> good.claim("token_use", "id")),
                changed(110, "an ID token by its jti", NOT_AN_ACCESS_TOKEN, good -> good.claim("jti", "ID.abc")),
                changed(110, "an ID token by nonce", NOT_AN_ACCESS_TOKEN, good -> good.claim("nonce", "n")
                        .withoutClaim("scope")),
                changed(110, "an ID token by at_hash", NOT_AN_ACCESS_TOKEN, good -> good.claim("at_hash", "x")
                        .withoutClaim("scope")),
                changed(110, "an ID token by c_hash", NOT_AN_ACCESS_TOKEN, good -> good.claim("c_hash", "x")
                        .withoutClaim("scope")),
                changed(110, "an ID token for its client", WRONG_AUDIENCE, good -> good.claim("aud", "portal")),
                accepted(110, "an access token with a nonce and a scope", house -> house.good()
                        .claim("nonce", "n")
                        .compact()),
                changed(
                        111,
                        "a logout token",
                        NOT_AN_ACCESS_TOKEN,
                        good -> good.claim(
                                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))),
                changed(111, "a client's assertion", Reason.APP_ONLY, good -> good.claim("sub", "portal")),
                changed(
                        120,
                        "a verifiable presentation",
                        NOT_AN_ACCESS_TOKEN,
                        good -> good.claim("vp", Map.of("type", List.of("VerifiablePresentation")))),
                changed(
                        120,
                        "a verifiable credential",
                        NOT_AN_ACCESS_TOKEN,
                        good -> good.claim("vc", Map.of("type", List.of("VerifiableCredential"))))));
        for (String typ : List.of("ID", "Refresh", "Offline", "Logout", "id", "REFRESH", "State")) {
            all.add(changed(110, "a payload typ " + typ, NOT_AN_ACCESS_TOKEN, good -> good.claim("typ", typ)));
        }
        for (String claim : List.of("token_type", "token_use", "tokenName", "purpose", "tty")) {
            for (String word : List.of("refresh_token", "id_token", "refresh", "ID", "logout_token")) {
                all.add(changed(110, claim + " " + word, NOT_AN_ACCESS_TOKEN, good -> good.claim(claim, word)));
            }
        }
        all.add(changed(110, "an ID token by s_hash", NOT_AN_ACCESS_TOKEN, good -> good.claim("s_hash", "x")
                .withoutClaim("scope")));
        all.add(changed(110, "a refresh token of UAA", NOT_AN_ACCESS_TOKEN, good -> good.claim("jti", "0b5f-r")
                .claim("zid", "uaa")));
        all.add(accepted(110, "a jti that ends by chance like one of those", house -> house.good()
                .claim("jti", "AT.0b5f-r")
                .compact()));
        all.add(changed(
                120,
                "a signed introspection",
                NOT_AN_ACCESS_TOKEN,
                good -> good.claim("token_introspection", Map.of("active", true))));
        all.add(changed(
                120,
                "a credential (SD-JWT VC)",
                NOT_AN_ACCESS_TOKEN,
                good -> good.claim("vct", "https://id.example/x")));
        all.add(changed(
                108,
                "a token_type that needs a proof",
                Reason.SENDER_CONSTRAINED,
                good -> good.claim("token_type", "DPoP")));
        return all;
    }

    private static List<Pitfall> keycloak() {
        List<Pitfall> all = new ArrayList<>();
        for (String typ : List.of("ID", "Refresh", "Offline", "Logout", "DPoP", "Serialized-ID", "bearer", "")) {
            all.add(keycloak(
                    typ.equals("ID") ? 110 : 111, "typ " + typ, NOT_AN_ACCESS_TOKEN, token -> token.claim("typ", typ)));
        }
        all.add(keycloak(110, "no typ", NOT_AN_ACCESS_TOKEN, token -> token.withoutClaim("typ")));
        all.add(keycloak(94, "the audience account", WRONG_AUDIENCE, token -> token.claim("aud", "account")));
        all.add(keycloak(
                114,
                "a service account",
                APP_ONLY,
                token -> token.claim("preferred_username", "service-account-sync")));
        all.add(keycloak(
                114, "a service account by its host", APP_ONLY, token -> token.claim("clientHost", "10.1.2.3")));
        all.add(keycloak(
                114, "a service account by its address", APP_ONLY, token -> token.claim("clientAddress", "10.1.2.3")));
        all.add(keycloak(96, "no exp", Reason.BAD_EXPIRY, token -> token.withoutClaim("exp")));
        all.add(keycloak(92, "no aud", WRONG_AUDIENCE, token -> token.withoutClaim("aud")));
        return all;
    }

    private static Pitfall keycloak(int number, String what, Reason reason, UnaryOperator<Tokens> change) {
        return new Pitfall(number, "Keycloak: " + what, house -> {
            String issuer = house.issuer.url() + "/realms/staff";
            house.trust(List.of(JsonText.object("""
                    {'id':'keycloak','kind':'keycloak','parameters':{'baseUrl':'%s','realm':'staff','audience':'issues-api'},
                     'network':{'allow':['127.0.0.1'],'plainHttp':true}}
                    """.formatted(house.issuer.url()))));
            house.issuer.serve(
                    "/realms/staff/.well-known/openid-configuration",
                    JsonText.of(Map.of("issuer", issuer, "jwks_uri", house.issuer.url() + "/jwks")));
            Tokens good = Tokens.good(issuer, TestKey.RSA, House.NOW)
                    .header("typ", "JWT")
                    .claim("typ", "Bearer")
                    .withoutClaim("client_id")
                    .claim("azp", "portal");
            assertActive(house, good.compact());
            assertInactive(house, change.apply(good).compact(), reason);
        });
    }

    private static List<Pitfall> clients() {
        return List.of(
                refused(112, "a client that is not on the list", CLIENT_NOT_ALLOWED, house -> withAllowedClient(house)
                        .claim("client_id", "other")
                        .compact()),
                refused(
                        112,
                        "a client whose name begins like one on the list",
                        CLIENT_NOT_ALLOWED,
                        house -> withAllowedClient(house)
                                .claim("client_id", "portal2")
                                .compact()),
                refused(112, "no client", CLIENT_NOT_ALLOWED, house -> withAllowedClient(house)
                        .withoutClaim("client_id")
                        .compact()),
                refused(
                        112,
                        "a client on the list in a claim that does not count",
                        CLIENT_NOT_ALLOWED,
                        house -> withAllowedClient(house)
                                .claim("client_id", "other")
                                .claim("azp", "portal")
                                .compact()),
                refused(112, "a list of clients", CLIENT_NOT_ALLOWED, house -> withAllowedClient(house)
                        .claim("client_id", List.of("portal"))
                        .compact()),
                accepted(112, "a client on the list", house -> withAllowedClient(house)
                        .compact()));
    }

    private static Tokens withAllowedClient(House house) {
        house.trust(provider ->
                House.parameters(provider).putArray("allowedClients").add("portal"));
        return house.good();
    }

    private static List<Pitfall> applications() {
        List<Pitfall> all = new ArrayList<>();
        for (String claim : List.of("client_id", "azp", "cid", "appid")) {
            all.add(changed(113, "sub that equals " + claim, APP_ONLY, good -> good.claim("sub", "admin")
                    .claim("preferred_username", "admin")
                    .claim(claim, "admin")));
        }
        all.add(changed(
                114, "the client credentials grant (gty)", APP_ONLY, good -> good.claim("gty", "client-credentials")
                        .claim("sub", "portal@clients")));
        all.add(changed(114, "an application by idtyp", APP_ONLY, good -> good.claim("idtyp", "app")));
        all.add(changed(
                114,
                "a service account's name",
                APP_ONLY,
                good -> good.claim("preferred_username", "service-account-x")));
        all.add(changed(114, "nobody at all", NO_USERNAME, good -> good.withoutClaim("preferred_username")
                .claim("oid", "7")));
        all.add(accepted(114, "an application that an administrator named", house -> {
            house.trust(provider -> House.mapping(provider).putObject("appOnly").put("portal", "robot"));
            return house.good().claim("sub", "portal").compact();
        }));
        all.add(refused(114, "an application, and an administrator who named another", APP_ONLY, house -> {
            house.trust(provider -> House.mapping(provider).putObject("appOnly").put("other", "robot"));
            return house.good().claim("sub", "portal").compact();
        }));
        return all;
    }

    /** Where {@code sub} is the username: Spring Authorization Server's tokens name no client. */
    private static List<Pitfall> subjects() {
        List<Pitfall> all = new ArrayList<>();
        all.add(subject("nothing more", APP_ONLY, token -> token));
        all.add(subject(
                "a scope that people ask for too",
                APP_ONLY,
                token -> token.claim("scope", List.of("issues.read", "profile"))));
        all.add(subject("the same as a name", APP_ONLY, token -> token.claim("preferred_username", "Agent")));
        all.add(subject("the same as a name, with a space", APP_ONLY, token -> token.claim("username", "agent ")));
        all.add(subject("its client", APP_ONLY, token -> token.claim("client_id", "agent")));
        all.add(subject("its client by azp", APP_ONLY, token -> token.claim("azp", "agent")));
        all.add(subject("the grant of applications", APP_ONLY, token -> token.claim("client_id", "portal")
                .claim("grant_type", "client_credentials")));
        all.add(subject("the type of WSO2 for applications", APP_ONLY, token -> token.claim("client_id", "portal")
                .claim("aut", "APPLICATION")));
        for (String sign : List.of("sid", "acr", "given_name")) {
            all.add(subject(sign, null, token -> token.claim(sign, "1")));
        }
        all.add(subject("auth_time", null, token -> token.claim("auth_time", 1)));
        all.add(subject("amr", null, token -> token.claim("amr", List.of("pwd"))));
        all.add(subject("scope openid", null, token -> token.claim("scope", "issues.read openid")));
        all.add(subject("scope openid in a list", null, token -> token.claim("scope", List.of("openid"))));
        all.add(subject("another client", null, token -> token.claim("client_id", "portal")));
        all.add(subject("another name", null, token -> token.claim("preferred_username", "agent.smith")));
        all.add(subject("an address", null, token -> token.claim("email", "agent@corp.example")));
        all.add(accepted(114, "a subject alone, where an administrator said that all are people", house -> {
            house.trust(provider -> {
                House.parameters(provider).put("usernameAttribute", "sub");
                House.mapping(provider).put("subjectsArePeople", true);
            });
            return alone(house).compact();
        }));
        all.add(refused(114, "a client's own subject, whatever was said of subjects", APP_ONLY, house -> {
            house.trust(provider -> House.mapping(provider).put("subjectsArePeople", true));
            return alone(house).claim("client_id", "agent").compact();
        }));
        all.add(accepted(113, "a client without a subject that an administrator named", house -> {
            house.trust(provider -> House.mapping(provider).putObject("appOnly").put("portal", "robot"));
            return house.good()
                    .withoutClaim("sub")
                    .withoutClaim("preferred_username")
                    .compact();
        }));
        return all;
    }

    private static Tokens alone(House house) {
        return house.good()
                .header("typ", "JWT")
                .claim("sub", "agent")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username");
    }

    private static Pitfall subject(String what, @Nullable Reason reason, UnaryOperator<Tokens> change) {
        return new Pitfall(114, "a subject and " + what, house -> {
            house.trust(provider -> House.parameters(provider).put("usernameAttribute", "sub"));
            String token = change.apply(alone(house)).compact();
            if (reason == null) {
                assertActive(house, token);
            } else {
                assertInactive(house, token, reason);
            }
        });
    }

    private static List<Pitfall> emails() {
        List<Pitfall> all = new ArrayList<>();
        all.add(accepted(115, "a verified address of a listed domain", house -> byEmail(house)
                .compact()));
        all.add(refused(115, "an address of another domain", UNVERIFIED_EMAIL, house -> byEmail(house)
                .claim("email", "alice@evil.example")
                .compact()));
        all.add(refused(115, "an address of a domain below", UNVERIFIED_EMAIL, house -> byEmail(house)
                .claim("email", "alice@x.corp.example")
                .compact()));
        all.add(refused(115, "an address of two domains", UNVERIFIED_EMAIL, house -> byEmail(house)
                .claim("email", "alice@corp.example@evil.example")
                .compact()));
        all.add(refused(115, "an address that nobody verified", UNVERIFIED_EMAIL, house -> byEmail(house)
                .withoutClaim("email_verified")
                .compact()));
        for (String json : List.of("false", "\"true\"", "1", "null", "[true]")) {
            all.add(refused(115, "email_verified " + json, UNVERIFIED_EMAIL, house -> byEmail(house)
                    .claimJson("email_verified", json)
                    .compact()));
        }
        all.add(refused(115, "a list of addresses", UNVERIFIED_EMAIL, house -> byEmail(house)
                .claim("email", List.of("alice@corp.example"))
                .compact()));
        return all;
    }

    private static Tokens byEmail(House house) {
        house.trust(provider -> {
            House.mapping(provider).putArray("attributes").add("email");
            House.mapping(provider).putArray("emailDomains").add("corp.example");
        });
        return house.good().claim("email", "alice@corp.example").claim("email_verified", true);
    }

    /** RFC 9068 §2.2: what each access token has. */
    private static List<Pitfall> strict() {
        List<Pitfall> all = new ArrayList<>();
        all.add(accepted(110, "a whole access token where one is asked for", house -> strict(house)
                .compact()));
        for (String claim : List.of("sub", "client_id", "iat", "jti")) {
            all.add(refused(110, "an access token without " + claim, NOT_AN_ACCESS_TOKEN, house -> strict(house)
                    .withoutClaim(claim)
                    .compact()));
        }
        for (String typ : List.of("JWT", "jwt", "logout+jwt")) {
            all.add(refused(
                    58, "typ " + typ + " where an access token is asked for", Reason.WRONG_TYPE, house -> strict(house)
                            .header("typ", typ)
                            .compact()));
        }
        all.add(refused(58, "no typ where an access token is asked for", Reason.WRONG_TYPE, house -> strict(house)
                .withoutHeader("typ")
                .compact()));
        return all;
    }

    private static Tokens strict(House house) {
        house.trust(provider -> House.parameters(provider).put("accessTokenTyp", "strict"));
        return house.good();
    }
}
