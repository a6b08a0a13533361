package org.gatehouse.introspection;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.gatehouse.introspection.Pitfall.changed;
import static org.gatehouse.introspection.Pitfall.refused;
import static org.gatehouse.introspection.Pitfall.text;
import static org.gatehouse.token.Reason.BAD_BASE64;
import static org.gatehouse.token.Reason.BAD_JSON;
import static org.gatehouse.token.Reason.BAD_USERNAME;
import static org.gatehouse.token.Reason.BAD_UTF8;
import static org.gatehouse.token.Reason.ENCRYPTED;
import static org.gatehouse.token.Reason.MALFORMED;
import static org.gatehouse.token.Reason.NESTED;
import static org.gatehouse.token.Reason.NO_PROVIDER;
import static org.gatehouse.token.Reason.TOO_LARGE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;

/** Size, shape, base64url and characters. */
final class ShapePitfalls {
    private ShapePitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(sizeAndShape());
        all.addAll(encrypted());
        all.addAll(base64());
        all.addAll(characters());
        return all;
    }

    private static List<Pitfall> sizeAndShape() {
        return List.of(
                changed(2, "longer than the limit", TOO_LARGE, good -> good.claim("note", "x".repeat(16_384))),
                changed(2, "a header longer than its limit", TOO_LARGE, good -> good.header("note", "x".repeat(4096))),
                refused(3, "hundreds of thousands of dots", TOO_LARGE, house -> ".".repeat(300_000)),
                refused(3, "ten thousand dots", MALFORMED, house -> ".".repeat(10_000)),
                text(3, "dots behind the token", MALFORMED, token -> token + ".".repeat(1000)),
                text(4, "one part", NO_PROVIDER, token -> token.replace(".", "")),
                text(4, "two parts", MALFORMED, token -> token.substring(0, token.lastIndexOf('.'))),
                text(4, "four parts", MALFORMED, token -> token + ".AAAA"),
                text(4, "six parts", MALFORMED, token -> token + ".AAAA.AAAA.AAAA"),
                text(4, "a dot behind", MALFORMED, token -> token + "."),
                text(5, "no signature", MALFORMED, token -> token.substring(0, token.lastIndexOf('.') + 1)),
                text(5, "no header", MALFORMED, token -> token.substring(token.indexOf('.'))),
                text(5, "no payload (detached)", MALFORMED, token -> part(token, 0) + ".." + part(token, 2)),
                text(5, "nothing but two dots", MALFORMED, token -> ".."),
                text(6, "JSON serialization, flattened", MALFORMED, ShapePitfalls::flattened),
                text(
                        6,
                        "JSON serialization, general",
                        MALFORMED,
                        token -> JsonText.of(Map.of(
                                "payload",
                                part(token, 1),
                                "signatures",
                                List.of(Map.of("protected", part(token, 0), "signature", part(token, 2)))))),
                text(6, "a list of tokens", MALFORMED, token -> "[\"" + token + "\"]"),
                text(6, "the token in front of JSON serialization", BAD_BASE64, token -> token + flattened(token)),
                text(
                        45,
                        "alg in an unprotected header",
                        MALFORMED,
                        token -> "{\"header\":{\"alg\":\"RS256\"},"
                                + flattened(token).substring(1)),
                changed(8, "a JWT in a JWT", NESTED, good -> good.header("cty", "JWT")),
                changed(8, "a JWT in a JWT, as a media type", NESTED, good -> good.header("cty", "application/jwt")),
                refused(8, "a JWT in a JWT that does not say so", BAD_JSON, house -> house.good()
                        .payloadText(json -> house.good().compact())
                        .compact()),
                text(11, "a space in front", MALFORMED, token -> " " + token),
                text(11, "a space behind", MALFORMED, token -> token + " "),
                text(11, "a line break behind", MALFORMED, token -> token + "\r\n"),
                text(11, "a header behind a line break", MALFORMED, token -> token + "\r\nX-Admin: yes"),
                text(11, "a NUL behind", MALFORMED, token -> token + "\0"),
                text(11, "a second token behind a space", MALFORMED, token -> token + " " + token),
                text(11, "a second token behind a comma", MALFORMED, token -> token + "," + token),
                text(12, "the scheme in front", MALFORMED, token -> "Bearer " + token),
                refused(
                        14,
                        "a vendor's token that holds dots",
                        NO_PROVIDER,
                        house -> "ghs_123_" + house.good().compact()));
    }

    private static List<Pitfall> encrypted() {
        return List.of(
                refused(7, "five parts of a JWE", ENCRYPTED, jwe("{'alg':'RSA-OAEP','enc':'A256GCM'}")),
                refused(7, "a JWE with our own kid", ENCRYPTED, jwe("{'alg':'dir','enc':'A256GCM','kid':'rsa-1'}")),
                refused(9, "a JWE that unpacks to much", ENCRYPTED, jwe("{'alg':'dir','enc':'A256GCM','zip':'DEF'}")),
                refused(
                        10,
                        "a JWE that takes two thousand million rounds",
                        ENCRYPTED,
                        jwe("{'alg':'PBES2-HS512+A256KW','enc':'A256GCM','p2c':2147483647,'p2s':'AAAA'}")),
                changed(7, "a JWE's header over a JWS", ENCRYPTED, good -> good.header("enc", "A256GCM")),
                text(7, "five parts that are no JWE", MALFORMED, token -> token + ".AAAA.AAAA"));
    }

    private static Function<House, String> jwe(String header) {
        return house -> TestKey.encode(JsonText.object(header).toString().getBytes(UTF_8)) + "..AAAA.AAAA.AAAA";
    }

    private static List<Pitfall> base64() {
        List<Pitfall> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int part = i;
            all.add(text(15, "a plus in part " + i, BAD_BASE64, token -> with(token, part, "+" + rest(token, part))));
            all.add(text(15, "a slash in part " + i, BAD_BASE64, token -> with(token, part, "/" + rest(token, part))));
            all.add(text(16, "padding on part " + i, BAD_BASE64, token -> with(token, part, padded(token, part))));
            all.add(text(17, "a space in part " + i, MALFORMED, token -> with(token, part, inside(token, part, " "))));
            all.add(text(
                    17, "a line break in part " + i, MALFORMED, token -> with(token, part, inside(token, part, "\n"))));
            all.add(text(
                    18,
                    "an impossible length of part " + i,
                    BAD_BASE64,
                    token -> with(token, part, ofLengthOne(token, part))));
            all.add(text(19, "unused bits set in part " + i, BAD_BASE64, token -> withUnusedBits(token, part)));
            all.add(text(
                    15,
                    "a percent sign in part " + i,
                    BAD_BASE64,
                    token -> with(token, part, "%" + rest(token, part))));
            all.add(text(
                    15,
                    "a letter of another script in part " + i,
                    MALFORMED,
                    token -> with(token, part, "е" + rest(token, part))));
        }
        return all;
    }

    private static List<Pitfall> characters() {
        List<Pitfall> all = new ArrayList<>(List.of(
                changed(
                        20,
                        "a header that is not UTF-8",
                        BAD_UTF8,
                        good -> good.headerBytes(bytes -> appended(bytes, 0xFF))),
                changed(
                        20,
                        "claims that are not UTF-8",
                        BAD_UTF8,
                        good -> good.payloadBytes(bytes -> inName(bytes, 0xFF))),
                changed(
                        20,
                        "an overlong slash",
                        BAD_UTF8,
                        good -> good.payloadBytes(bytes -> inName(bytes, 0xC0, 0xAF))),
                changed(
                        20,
                        "an encoded surrogate",
                        BAD_UTF8,
                        good -> good.payloadBytes(bytes -> inName(bytes, 0xED, 0xA0, 0x80))),
                changed(
                        20,
                        "an escaped lone surrogate",
                        BAD_JSON,
                        good -> good.claimJson("preferred_username", "\"a\\uD800\"")),
                changed(21, "a byte order mark", BAD_UTF8, good -> good.payloadText(json -> "\uFEFF" + json)),
                changed(
                        21,
                        "a byte order mark on the header",
                        BAD_UTF8,
                        good -> good.headerText(json -> "\uFEFF" + json)),
                changed(
                        21,
                        "UTF-16",
                        BAD_JSON,
                        good -> good.payloadBytes(bytes -> new String(bytes, UTF_8).getBytes(UTF_16BE))),
                changed(
                        21,
                        "UTF-16, the other way round",
                        BAD_JSON,
                        good -> good.payloadBytes(bytes -> new String(bytes, UTF_8).getBytes(UTF_16LE))),
                changed(
                        21,
                        "UTF-16 with its mark",
                        BAD_UTF8,
                        good -> good.payloadBytes(bytes ->
                                new String(bytes, UTF_8).getBytes(java.nio.charset.StandardCharsets.UTF_16)))));
        for (String name : List.of(
                "al\u202Eice", "al\u200Bice", "al\0ice", "al\u2060ice", "al ice", "al\nice", "\uE000", "al\u00ADice")) {
            all.add(changed(
                    22,
                    "an invisible character in the username: "
                            + Integer.toHexString(name.charAt(name.length() > 2 ? 2 : 0)),
                    BAD_USERNAME,
                    good -> good.claim("preferred_username", name)));
        }
        return all;
    }

    private static String flattened(String token) {
        return "{\"payload\":\"%s\",\"protected\":\"%s\",\"signature\":\"%s\"}"
                .formatted(part(token, 1), part(token, 0), part(token, 2));
    }

    private static String part(String token, int part) {
        return token.split("\\.", -1)[part];
    }

    private static String with(String token, int part, String text) {
        String[] parts = token.split("\\.", -1);
        parts[part] = text;
        return String.join(".", parts);
    }

    /** Without its first character, for another one in its place; the header keeps its beginning, by which a JWT is known. */
    private static String rest(String token, int part) {
        return part(token, part).substring(1);
    }

    private static String inside(String token, int part, String text) {
        String whole = part(token, part);
        return whole.substring(0, 10) + text + whole.substring(10);
    }

    private static String padded(String token, int part) {
        String whole = part(token, part);
        return whole + "=".repeat(whole.length() % 4 == 0 ? 1 : 4 - whole.length() % 4);
    }

    private static String ofLengthOne(String token, int part) {
        String whole = part(token, part);
        return whole + "A".repeat((5 - whole.length() % 4) % 4 == 0 ? 4 : (5 - whole.length() % 4) % 4);
    }

    /** Another spelling of the same bytes, for which the part must not be of whole bytes: it is cut to be so. */
    private static String withUnusedBits(String token, int part) {
        String whole = part(token, part);
        String cut = whole.substring(0, whole.length() - whole.length() % 4 - 2);
        return with(token, part, cut.substring(0, cut.length() - 1) + "B");
    }

    private static byte[] appended(byte[] bytes, int... more) {
        byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + more.length);
        for (int i = 0; i < more.length; i++) {
            all[bytes.length + i] = (byte) more[i];
        }
        return all;
    }

    /** Bytes in the place of the name alice. */
    private static byte[] inName(byte[] payload, int... strange) {
        String latin = new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1);
        StringBuilder name = new StringBuilder();
        for (int b : strange) {
            name.append((char) b);
        }
        return latin.replace("\"alice\"", "\"" + name + "\"").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
