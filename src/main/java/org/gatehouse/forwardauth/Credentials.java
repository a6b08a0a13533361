package org.gatehouse.forwardauth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What the header {@code Authorization} of a request holds. None of them prints a secret. */
sealed interface Credentials {
    String API_TOKEN_PREFIX = "gth_";

    /** There is none. */
    record None() implements Credentials {}

    /** There are several, and servers differ in which they believe. */
    record Repeated() implements Credentials {}

    /** RFC 6750 §2.1; what follows the scheme, whatever that is. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    /** RFC 7617. The username is empty if it can't be read, which is the product's business. */
    record Basic(String username, String password) implements Credentials {

        boolean isApiToken() {
            return password.startsWith(API_TOKEN_PREFIX);
        }

        @Override
        public String toString() {
            return "Basic";
        }
    }

    /** @param scheme in lower case */
    record Other(String scheme) implements Credentials {}

    static Credentials read(List<String> authorization) {
        if (authorization.isEmpty()) {
            return new None();
        }
        if (authorization.size() > 1) {
            return new Repeated();
        }
        String value = authorization.getFirst().strip();
        int end = value.indexOf(' ');
        String scheme = (end < 0 ? value : value.substring(0, end)).toLowerCase(Locale.ROOT);
        String rest = end < 0 ? "" : value.substring(end).strip();
        return switch (scheme) {
            case "bearer" -> new Bearer(rest);
            case "basic" -> basic(rest);
            default -> new Other(scheme);
        };
    }

    private static Credentials basic(String base64) {
        String pair = text(bytes(base64));
        int colon = pair.indexOf(':');
        return colon < 0 ? new Basic(pair, "") : new Basic(pair.substring(0, colon), pair.substring(colon + 1));
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

    /** Clients send UTF-8, or Latin-1 if they are old. */
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
}
