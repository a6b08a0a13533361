package org.gatehouse.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object the way a verifier must (RFC 7515 §4, RFC 7519 §4, RFC 8725 §2.9): strict UTF-8 without a byte order
 * mark, no member twice, nothing behind the object, no lenient syntax, bounded depth and number length. Values become {@code
 * String}, {@code Long}, {@code BigDecimal}, {@code Boolean}, {@code List} or {@code Map}; nothing is bound to a class.
 *
 * <p>Null is absent: a member that is null is not there, and neither is an element of a list. So no reader of tokens, keys, metadata
 * or answers ever meets one.
 */
public final class Json {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            // Names come from strangers: an intern table shared by all tokens would be theirs to fill.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private Json() {}

    /** What became of a text. */
    public sealed interface Reading {
        /** One object, and its members in their order. */
        record Members(Map<String, @Nullable Object> members) implements Reading {}

        /**
         * Anything else.
         *
         * @param why for people, such as {@code has the member 'iss' twice}; of the text, it holds the name of a member at most
         */
        record Unreadable(String why) implements Reading {}
    }

    /** Reads bytes that came over the wire. */
    public static Reading read(byte[] utf8) {
        return text(utf8)
                .map(Json::read)
                .orElseGet(() -> new Reading.Unreadable("is not UTF-8 without a byte order mark"));
    }

    /** The text, if the bytes are UTF-8 without a byte order mark. */
    public static Optional<String> text(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return text.startsWith("\uFEFF") ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The members of the one object in this text, in their order; empty if it is anything else. */
    public static Optional<Map<String, @Nullable Object>> object(String text) {
        return read(text) instanceof Reading.Members(Map<String, @Nullable Object> members)
                ? Optional.of(members)
                : Optional.empty();
    }

    private static Reading read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Reading.Unreadable("is not a JSON object");
            }
            Map<String, @Nullable Object> members = members(parser);
            return parser.nextToken() == null
                    ? new Reading.Members(members)
                    : new Reading.Unreadable("goes on behind its JSON object");
        } catch (Refused refused) {
            return new Reading.Unreadable(String.valueOf(refused.getMessage()));
        } catch (StreamConstraintsException e) {
            return new Reading.Unreadable("is nested too deeply, or has a number or a name that is too long");
        } catch (IOException | NumberFormatException e) {
            // An exponent beyond what a number can have escapes the parser as it is.
            return new Reading.Unreadable("is not JSON");
        }
    }

    private static Map<String, @Nullable Object> members(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = wellFormed(parser.currentName());
            if (!names.add(name)) {
                throw new Refused("has the member '" + Shown.brief(name) + "' twice");
            }
            Object value = value(parser, parser.nextToken());
            if (value != null) {
                members.put(name, value);
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<Object> elements(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object element = value(parser, token);
            if (element != null) {
                elements.add(element);
            }
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> wellFormed(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> parser.getLongValue();
                    default -> parser.getDecimalValue();
                };
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            default -> throw new Refused("is not JSON");
        };
    }

    /** An escaped lone surrogate is no character: it could not be written back as UTF-8. */
    private static String wellFormed(String text) throws Refused {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new Refused("holds half a character (a lone surrogate)");
                }
                i++;
            }
        }
        return text;
    }

    /** What is JSON and refused all the same; no stack trace, as strangers cause it. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
