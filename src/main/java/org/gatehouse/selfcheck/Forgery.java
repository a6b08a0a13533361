package org.gatehouse.selfcheck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A token with one thing changed before it is signed, or after. Members hold JSON text, so that what no JSON library writes can be in
 * it.
 */
record Forgery(
        Map<String, String> header,
        Map<String, String> claims,
        UnaryOperator<String> headerText,
        UnaryOperator<String> claimsText,
        UnaryOperator<byte[]> signer) {

    /** Names the key and its algorithm, and is signed with it. */
    static Forgery signedBy(ThrowawayKey key, Map<String, String> header, Map<String, String> claims) {
        return new Forgery(header, claims, UnaryOperator.identity(), UnaryOperator.identity(), key::sign)
                .header("alg", text(key.alg()))
                .header("kid", text(key.kid()));
    }

    Forgery header(String name, String json) {
        return new Forgery(with(header, name, json), claims, headerText, claimsText, signer);
    }

    Forgery withoutHeader(String name) {
        return new Forgery(without(header, name), claims, headerText, claimsText, signer);
    }

    Forgery claim(String name, String json) {
        return new Forgery(header, with(claims, name, json), headerText, claimsText, signer);
    }

    Forgery withoutClaim(String name) {
        return new Forgery(header, without(claims, name), headerText, claimsText, signer);
    }

    Forgery headerText(UnaryOperator<String> change) {
        return new Forgery(header, claims, change, claimsText, signer);
    }

    Forgery claimsText(UnaryOperator<String> change) {
        return new Forgery(header, claims, headerText, change, signer);
    }

    /** Another signature under the same header. */
    Forgery signer(UnaryOperator<byte[]> other) {
        return new Forgery(header, claims, headerText, claimsText, other);
    }

    /** The signature changed after it was made. */
    Forgery signature(UnaryOperator<byte[]> change) {
        return signer(input -> change.apply(signer.apply(input)));
    }

    String signingInput() {
        return encoded(header, headerText) + "." + encoded(claims, claimsText);
    }

    String compact() {
        String input = signingInput();
        return input + "." + ThrowawayKey.encoded(signer.apply(input.getBytes(US_ASCII)));
    }

    /** With a signature that is none. */
    static String unsigned(String header, String claims) {
        return ThrowawayKey.encoded(header.getBytes(UTF_8)) + "." + ThrowawayKey.encoded(claims.getBytes(UTF_8))
                + ".AAAA";
    }

    static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> text(member.getKey()) + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** As a JSON string. */
    static String text(String value) {
        return TextNode.valueOf(value).toString();
    }

    private static String encoded(Map<String, String> members, UnaryOperator<String> change) {
        return ThrowawayKey.encoded(change.apply(json(members)).getBytes(UTF_8));
    }

    private static Map<String, String> with(Map<String, String> members, String name, String json) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, json);
        return more;
    }

    private static Map<String, String> without(Map<String, String> members, String name) {
        Map<String, String> fewer = new LinkedHashMap<>(members);
        fewer.remove(name);
        return fewer;
    }

    @Override
    public String toString() {
        return "Forgery";
    }
}
