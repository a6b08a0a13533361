package org.gatehouse.introspection;

import static org.gatehouse.introspection.Pitfall.accepted;
import static org.gatehouse.introspection.Pitfall.changed;
import static org.gatehouse.token.Reason.BAD_JSON;
import static org.gatehouse.token.Reason.NO_USERNAME;
import static org.gatehouse.token.Reason.TOO_LARGE;
import static org.gatehouse.token.Reason.UNKNOWN_ISSUER;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.token.Reason;

/** JSON that one reader understands in one way and the next in another. */
final class JsonPitfalls {
    private JsonPitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(members());
        all.addAll(notAnObject());
        all.addAll(syntax());
        return all;
    }

    private static List<Pitfall> members() {
        return List.of(
                changed(
                        23,
                        "duplicate member in the header",
                        BAD_JSON,
                        good -> good.headerText(json -> behind(json, "\"alg\":\"none\""))),
                changed(
                        23,
                        "duplicate kid, escaped",
                        BAD_JSON,
                        good -> good.headerText(json -> behind(json, "\"k\\u0069d\":\"x\""))),
                changed(
                        24,
                        "duplicate claim",
                        BAD_JSON,
                        good -> good.payloadText(json -> behind(json, "\"sub\":\"admin\""))),
                changed(
                        24,
                        "duplicate claim, escaped",
                        BAD_JSON,
                        good -> good.payloadText(json -> behind(json, "\"s\\u0075b\":\"admin\""))),
                changed(
                        24,
                        "duplicate claim with the same value",
                        BAD_JSON,
                        good -> good.payloadText(json -> behind(json, "\"sub\":\"sub-alice\""))),
                changed(
                        24,
                        "duplicate member inside of a claim",
                        BAD_JSON,
                        good -> good.claimJson("realm_access", "{\"roles\":[],\"roles\":[\"admin\"]}")),
                changed(
                        31,
                        "a hundred thousand members",
                        TOO_LARGE,
                        good -> good.payloadText(json -> behind(
                                json,
                                IntStream.range(0, 100_000)
                                        .mapToObj(i -> "\"c" + i + "\":1")
                                        .collect(Collectors.joining(","))))),
                changed(31, "a string of a mebibyte", TOO_LARGE, good -> good.claim("note", "x".repeat(1 << 20))),
                changed(31, "a name of two thousand characters", BAD_JSON, good -> good.claim("x".repeat(2000), 1)),
                changed(32, "iss in capitals", UNKNOWN_ISSUER, good -> good.claimJson(
                                "ISS", good.claims().get("iss"))
                        .withoutClaim("iss")),
                changed(32, "the username's claim in another case", NO_USERNAME, good -> good.withoutClaim(
                                "preferred_username")
                        .claim("Preferred_Username", "alice")),
                changed(32, "aud in capitals", Reason.WRONG_AUDIENCE, good -> good.withoutClaim("aud")
                        .claim("Aud", "issues-api")),
                changed(32, "exp in capitals", Reason.BAD_EXPIRY, good -> good.claimJson(
                                "EXP", good.claims().get("exp"))
                        .withoutClaim("exp")),
                accepted(33, "members that mean something elsewhere are plain data", house -> house.good()
                        .claimJson("__proto__", "{\"preferred_username\":\"admin\"}")
                        .claim("@type", "java.net.URL")
                        .claim("@class", "javax.naming.InitialContext")
                        .claim("class", "java.lang.Runtime")
                        .compact()));
    }

    private static List<Pitfall> notAnObject() {
        List<Pitfall> all = new ArrayList<>();
        for (String json :
                List.of("[]", "[{\"sub\":\"admin\"}]", "\"sub\"", "1893456000", "null", "true", " ", "[[]]")) {
            all.add(changed(25, "claims that are " + json, BAD_JSON, good -> good.payloadText(object -> json)));
            all.add(changed(26, "a header that is " + json, BAD_JSON, good -> good.headerText(object -> json)));
        }
        all.add(changed(25, "claims in an array", BAD_JSON, good -> good.payloadText(object -> "[" + object + "]")));
        all.add(changed(26, "the header in an array", BAD_JSON, good -> good.headerText(object -> "[" + object + "]")));
        return all;
    }

    private static List<Pitfall> syntax() {
        List<Pitfall> all = new ArrayList<>(List.of(
                changed(27, "a header nested 1,000 deep", BAD_JSON, good -> good.headerJson("x", nested(1000))),
                changed(27, "claims nested 5,000 deep", BAD_JSON, good -> good.claimJson("x", nested(5000))),
                changed(
                        27,
                        "objects nested 1,000 deep",
                        BAD_JSON,
                        good -> good.claimJson("x", "{\"a\":".repeat(1000) + "1" + "}".repeat(1000))),
                changed(27, "nesting that never ends", BAD_JSON, good -> good.payloadText(json -> "[".repeat(10_000))),
                changed(28, "a number of 10,000 digits", BAD_JSON, good -> good.claimJson("x", "9".repeat(10_000))),
                changed(
                        28,
                        "a fraction of 10,000 digits",
                        BAD_JSON,
                        good -> good.claimJson("x", "0." + "9".repeat(10_000))),
                changed(
                        28,
                        "exp with an exponent of 1,000 million",
                        Reason.BAD_EXPIRY,
                        good -> good.claimJson("exp", "1e999999999")),
                changed(
                        28,
                        "exp with an exponent of minus 1,000 million",
                        Reason.BAD_EXPIRY,
                        good -> good.claimJson("exp", "1e-999999999")),
                changed(
                        28,
                        "nbf with an exponent of minus 1,000 million",
                        Reason.NOT_YET_VALID,
                        good -> good.claimJson("nbf", "1e-999999999")),
                changed(
                        28,
                        "an exponent that no number has",
                        BAD_JSON,
                        good -> good.claimJson("exp", "1e99999999999999999999")),
                changed(
                        29,
                        "a second object behind the claims",
                        BAD_JSON,
                        good -> good.payloadText(json -> json + "{\"sub\":\"admin\"}")),
                changed(
                        29,
                        "a second object behind the header",
                        BAD_JSON,
                        good -> good.headerText(json -> json + "{}")),
                changed(29, "rubbish behind the claims", BAD_JSON, good -> good.payloadText(json -> json + "garbage")),
                changed(29, "a brace behind the claims", BAD_JSON, good -> good.payloadText(json -> json + "}")),
                changed(29, "a NUL behind the claims", BAD_JSON, good -> good.payloadText(json -> json + "\0")),
                changed(30, "a comment", BAD_JSON, good -> good.payloadText(json -> "/* */" + json)),
                changed(30, "a comment of a line", BAD_JSON, good -> good.payloadText(json -> json + "//")),
                changed(30, "single quotes", BAD_JSON, good -> good.payloadText(json -> json.replace('"', '\''))),
                changed(
                        30,
                        "names without quotes",
                        BAD_JSON,
                        good -> good.payloadText(json -> json.replace("\"sub\"", "sub"))),
                changed(30, "a comma too many", BAD_JSON, good -> good.payloadText(json -> json.replace("}", ",}"))),
                changed(30, "a leading zero", BAD_JSON, good -> good.claimJson("x", "01")),
                changed(30, "a leading plus", BAD_JSON, good -> good.claimJson("x", "+1")),
                changed(30, "a hexadecimal number", BAD_JSON, good -> good.claimJson("x", "0x1")),
                changed(30, "a line break in a string", BAD_JSON, good -> good.claimJson("x", "\"a\nb\"")),
                changed(30, "an escape that JSON has not", BAD_JSON, good -> good.claimJson("x", "\"\\x41\"")),
                changed(
                        30,
                        "claims that break off",
                        BAD_JSON,
                        good -> good.payloadText(json -> json.substring(0, json.length() - 1))),
                accepted(29, "white space behind the claims is JSON", house -> house.good()
                        .payloadText(json -> json + " \n")
                        .compact())));
        for (String number : List.of("NaN", "Infinity", "-Infinity", "-", ".5", "5.", "undefined", "True")) {
            all.add(changed(30, number + " as a value", BAD_JSON, good -> good.claimJson("exp", number)));
        }
        all.add(accepted(27, "what is nested a little", house -> house.good()
                .claimJson("x", nested(15))
                .compact()));
        all.add(changed(27, "one level too many", BAD_JSON, good -> good.claimJson("x", nested(16))));
        all.add(accepted(67, "signed white space stays as it was signed", house -> house.good()
                .headerText(json -> json.replace(":", " : "))
                .signedBy(TestKey.RSA, "RS256")
                .compact()));
        return all;
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String behind(String object, String member) {
        return object.substring(0, object.length() - 1) + "," + member + "}";
    }
}
