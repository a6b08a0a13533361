package org.gatehouse.token;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells what kind of token was presented, from cheap to expensive: length, alphabet, number of parts, header, claims. Does no
 * cryptography and no I/O, and never throws for a bad token.
 *
 * <p>What looks like a JWT but breaks a rule of RFC 7515, RFC 7519 or RFC 8725 is unusable, not opaque: sending a broken
 * JWT to a provider that issues opaque tokens would hand a credential to a stranger.
 */
public final class TokenReader {
    private static final int MAX_HEADER_LENGTH = 4096;
    private static final int MAX_KEY_ID_LENGTH = 256;
    private static final String MEDIA_TYPE_PREFIX = "application/";

    private final int maxLength;

    /** @param maxLength the longest token looked at, in characters */
    public TokenReader(int maxLength) {
        this.maxLength = maxLength;
    }

    public PresentedToken read(String token) {
        return read(token, _ -> false);
    }

    /** @param isOpaque whether a token is known, by what it starts with, as a vendor's opaque one, whatever dots it holds */
    public PresentedToken read(String token, Predicate<String> isOpaque) {
        Fingerprint fingerprint = Fingerprint.of(token);
        if (token.length() > maxLength) {
            return new PresentedToken.Unusable(fingerprint, Reason.TOO_LARGE);
        }
        if (!isVisibleAscii(token)) {
            return new PresentedToken.Unusable(fingerprint, Reason.MALFORMED);
        }
        // JSON serialization (RFC 7515 §7.2) is never a bearer token; nor may a JWT hide in one.
        if (token.charAt(0) == '{' || token.charAt(0) == '[') {
            return new PresentedToken.Unusable(fingerprint, Reason.MALFORMED);
        }
        if (isOpaque.test(token) || !looksLikeJose(token)) {
            return new PresentedToken.Opaque(fingerprint, token);
        }
        try {
            return jwt(fingerprint, token);
        } catch (Refused refused) {
            return new PresentedToken.Unusable(fingerprint, refused.reason);
        }
    }

    /**
     * Two dots or more, or one dot behind what a JSON object starts with in base64url ({@code ey}, {@code ew}). Opaque tokens
     * with one dot exist; vendors whose opaque tokens hold more are known by their prefix before anyone counts dots.
     */
    private static boolean looksLikeJose(String token) {
        int dot = token.indexOf('.');
        return dot >= 0 && (token.startsWith("ey") || token.startsWith("ew") || token.indexOf('.', dot + 1) >= 0);
    }

    private static PresentedToken.Jwt jwt(Fingerprint fingerprint, String token) throws Refused {
        long dots = token.chars().filter(c -> c == '.').count();
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        boolean isThreeParts = dots == 2 && second > first + 1 && second < token.length() - 1;
        if (first == 0 || (!isThreeParts && dots != 4)) {
            throw new Refused(Reason.MALFORMED);
        }
        if (first > MAX_HEADER_LENGTH) {
            throw new Refused(Reason.TOO_LARGE);
        }
        JoseHeader header = header(object(token.substring(0, first)));
        if (!isThreeParts) {
            throw new Refused(Reason.MALFORMED);
        }
        ClaimSet claims = new ClaimSet(object(token.substring(first + 1, second)));
        String signature = token.substring(second + 1);
        bytes(signature);
        return new PresentedToken.Jwt(fingerprint, header, token.substring(0, second), signature, claims);
    }

    private static JoseHeader header(Map<String, @Nullable Object> members) throws Refused {
        if (members.containsKey("enc")) {
            throw new Refused(Reason.ENCRYPTED);
        }
        // RFC 7515 §4.1.11, RFC 7797 §6: we understand no extension, so nothing may be critical.
        if (members.containsKey("crit") || members.containsKey("b64")) {
            throw new Refused(Reason.CRITICAL_HEADER);
        }
        if (members.get("cty") instanceof String cty
                && cty.toUpperCase(Locale.ROOT).endsWith("JWT")) {
            throw new Refused(Reason.NESTED);
        }
        if (!(members.get("alg") instanceof String algorithm) || algorithm.isEmpty()) {
            throw new Refused(Reason.ALGORITHM_NOT_ALLOWED);
        }
        return new JoseHeader(algorithm, keyId(members), type(members), members);
    }

    private static Optional<String> keyId(Map<String, @Nullable Object> members) throws Refused {
        if (!members.containsKey("kid")) {
            return Optional.empty();
        }
        if (members.get("kid") instanceof String kid && !kid.isEmpty() && kid.length() <= MAX_KEY_ID_LENGTH) {
            return Optional.of(kid);
        }
        throw new Refused(Reason.BAD_KEY_ID);
    }

    /** RFC 7515 §4.1.9: a media type, compared without case, its {@code application/} left out at will. */
    private static String type(Map<String, @Nullable Object> members) throws Refused {
        if (!members.containsKey("typ")) {
            return "";
        }
        if (!(members.get("typ") instanceof String typ) || typ.isEmpty()) {
            throw new Refused(Reason.WRONG_TYPE);
        }
        String type = typ.toLowerCase(Locale.ROOT);
        if (type.equals(MEDIA_TYPE_PREFIX)) {
            throw new Refused(Reason.WRONG_TYPE);
        }
        return type.startsWith(MEDIA_TYPE_PREFIX) ? type.substring(MEDIA_TYPE_PREFIX.length()) : type;
    }

    private static Map<String, @Nullable Object> object(String part) throws Refused {
        String text = Json.text(bytes(part)).orElseThrow(() -> new Refused(Reason.BAD_UTF8));
        return Json.object(text).orElseThrow(() -> new Refused(Reason.BAD_JSON));
    }

    private static byte[] bytes(String part) throws Refused {
        return Base64Url.decode(part).orElseThrow(() -> new Refused(Reason.BAD_BASE64));
    }

    private static boolean isVisibleAscii(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /** Ends the reading of one token early; carries a reason and no stack trace. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final Reason reason;

        Refused(Reason reason) {
            super(reason.code(), null, false, false);
            this.reason = reason;
        }
    }
}
