package org.gatehouse.forwardauth;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A name as it may stand in a header (RFC 9110 §5.5). */
final class HeaderValue {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderValue() {}

    /**
     * The text with every byte of its UTF-8 form that is not visible ASCII, and each percent sign, percent-encoded (RFC 3986 §2.1).
     * No two texts look the same, and there is no line break or other control character in it.
     */
    static String of(String text) {
        return encoded(text, "%");
    }

    /** The same for a list, in whose members no comma stands for itself. */
    static String ofList(List<String> texts) {
        return texts.stream().map(text -> encoded(text, "%,")).collect(Collectors.joining(","));
    }

    private static String encoded(String text, String reserved) {
        StringBuilder value = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7F && reserved.indexOf(b) < 0) {
                value.append((char) b);
            } else {
                value.append('%').append(HEX.toHexDigits(b));
            }
        }
        return value.toString();
    }
}
