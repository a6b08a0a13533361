package org.gatehouse.atlassian.credentials;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credentials in the {@code Authorization} headers of a request.
 *
 * <p>Two headers are malformed: whoever takes the first and whoever takes the last would see different users. Does not print what it holds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750.html#section-2.1">RFC 6750 §2.1</a>
 */
public final class Credentials {
    /** How the credentials are presented. */
    public enum Scheme {
        NONE,
        BEARER,
        BASIC,
        /** Somebody else's: JWT, OAuth, Negotiate. */
        OTHER,
        MALFORMED
    }

    /** Longer tokens than this are refused unseen. */
    public static final int MAX_TOKEN_LENGTH = 16_384;

    /** Linear in the length: where the value ends is looked for once, from behind. */
    private static final Pattern HEADER =
            Pattern.compile("\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]+(.*\\S)?)?\\s*", Pattern.DOTALL);
    /** Visible ASCII, which is more than RFC 6750 allows: some issuers use it, and Gatehouse judges it. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private static final Credentials NONE = new Credentials(Scheme.NONE, "", "");
    private static final Credentials OTHER = new Credentials(Scheme.OTHER, "", "");
    private static final Credentials MALFORMED = new Credentials(Scheme.MALFORMED, "", "");

    private final Scheme scheme;
    private final String username;
    private final String secret;

    private Credentials(Scheme scheme, String username, String secret) {
        this.scheme = scheme;
        this.username = username;
        this.secret = secret;
    }

    /** @param headers every {@code Authorization} header of the request */
    public static Credentials of(List<String> headers) {
        if (headers.isEmpty()) {
            return NONE;
        }
        if (headers.size() > 1) {
            return MALFORMED;
        }
        Matcher header = HEADER.matcher(headers.get(0));
        if (!header.matches()) {
            return MALFORMED;
        }
        String value = header.group(2) == null ? "" : header.group(2);
        switch (header.group(1).toLowerCase(Locale.ROOT)) {
            case "bearer":
                return bearer(value);
            case "basic":
                return basic(value);
            default:
                return OTHER;
        }
    }

    private static Credentials bearer(String token) {
        if (token.length() > MAX_TOKEN_LENGTH || !TOKEN.matcher(token).matches()) {
            return MALFORMED;
        }
        return new Credentials(Scheme.BEARER, "", token);
    }

    /** Of Basic credentials that are no pair, all that is known is that they are Basic: the username is empty. */
    private static Credentials basic(String value) {
        String pair = text(bytes(value));
        int colon = pair.indexOf(':');
        return colon < 0
                ? new Credentials(Scheme.BASIC, "", "")
                : new Credentials(Scheme.BASIC, pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** As the products decode it: either alphabet, up to the padding, and what is in neither is passed over. Nobody is to be read otherwise. */
    private static byte[] bytes(String base64) {
        int padding = base64.indexOf('=');
        String digits = (padding < 0 ? base64 : base64.substring(0, padding))
                .replace('-', '+')
                .replace('_', '/')
                .replaceAll("[^A-Za-z0-9+/]", "");
        boolean hasOneTooMany = digits.length() % 4 == 1;
        return Base64.getDecoder().decode(hasOneTooMany ? digits.substring(0, digits.length() - 1) : digits);
    }

    /** Clients send UTF-8, or Latin-1 if they are old; the product's own login reads the latter. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException old) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    public Scheme scheme() {
        return scheme;
    }

    /** The username of Basic credentials. */
    public String username() {
        return username;
    }

    /** The bearer token, or the password of Basic credentials. */
    public String secret() {
        return secret;
    }

    @Override
    public String toString() {
        return "Credentials[" + scheme + "]";
    }
}
