package org.gatehouse.token;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.gatehouse.fuzz.Input;
import org.jspecify.annotations.Nullable;

/** Tokens: the input itself, and, as header, claims and signature, its lines. */
public final class TokenFuzz {
    private static final TokenReader READER = new TokenReader(16_384);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private TokenFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(Input.text(input));
        List<byte[]> lines = Input.lines(input, 3);
        if (lines.size() > 1) {
            read(encoded(lines.get(0)) + "." + encoded(lines.get(1)) + "."
                    + (lines.size() > 2 ? encoded(lines.get(2)) : "AA"));
        }
    }

    private static void read(String text) {
        PresentedToken token = READER.read(text);
        same(token, READER.read(text), "two readings");
        holds(text.length() < 13 || !token.toString().contains(text), "a token prints itself");
        holds(!(READER.read(text, _ -> true) instanceof PresentedToken.Jwt), "a vendor's opaque token is no JWT");
        switch (token) {
            case PresentedToken.Jwt jwt -> jwt(jwt, text);
            case PresentedToken.Opaque opaque -> {
                same(text, opaque.value(), "an opaque token is what was sent");
                holds(text.chars().allMatch(c -> c > ' ' && c < 0x7F), "an opaque token is visible ASCII");
                holds(text.chars().filter(c -> c == '.').count() < 2, "an opaque token has one dot at most");
            }
            case PresentedToken.Unusable _ -> {}
        }
    }

    private static void jwt(PresentedToken.Jwt jwt, String text) {
        same(text, jwt.value(), "a JWT is what was sent");
        same(text.length(), jwt.length(), "length");
        String[] parts = text.split("\\.", -1);
        same(3, parts.length, "parts");
        for (String part : parts) {
            same(part, encoded(Base64.getUrlDecoder().decode(part)), "one spelling of each part");
        }
        JoseHeader header = jwt.header();
        holds(!header.algorithm().isEmpty(), "there is an algorithm");
        holds(header.keyId().map(String::length).orElse(1) <= 256, "a kid is short");
        List.of("crit", "b64", "enc")
                .forEach(name -> holds(!header.members().containsKey(name), name + " is understood by nobody"));
        wellFormed(header.members());
        ClaimSet claims = jwt.unverified();
        wellFormed(claims.members());
        claims.members().keySet().forEach(name -> claim(claims, name));
        same(
                claims.members(),
                Json.object(Json.text(Base64.getUrlDecoder().decode(parts[1])).orElseThrow())
                        .orElseThrow(),
                "claims");
    }

    private static void claim(ClaimSet claims, String name) {
        claims.time(name).ifPresent(at -> holds(!at.isBefore(Instant.EPOCH) && !at.isAfter(LATEST), "a time is one"));
        if (name.isEmpty() || name.startsWith("/")) {
            return;
        }
        ClaimPath path = ClaimPath.parse(name);
        same(path, ClaimPath.parse(path.toString()), "a path is read as it is written");
        same(claims.value(name), claims.value(path), "a plain name is a path");
        holds(claims.strings(path).stream().noneMatch(String::isEmpty), "no empty audience");
        holds(claims.words(path).stream().noneMatch(word -> word.indexOf(' ') >= 0), "a scope is one word");
    }

    /** Whether it could be written as UTF-8 again, and lies within the depth that is read. */
    private static void wellFormed(@Nullable Object value) {
        switch (value) {
            case String text ->
                holds(StandardCharsets.UTF_8.newEncoder().canEncode(text), "half a surrogate pair was read");
            case List<?> elements -> elements.forEach(TokenFuzz::wellFormed);
            case Map<?, ?> members ->
                members.forEach((name, member) -> {
                    wellFormed(name);
                    wellFormed(member);
                });
            case null, default -> {}
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
