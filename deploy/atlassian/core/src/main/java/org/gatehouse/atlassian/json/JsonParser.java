package org.gatehouse.atlassian.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text (RFC 8259) into maps, lists, strings, {@link BigDecimal}s, booleans and {@code null}.
 *
 * <p>Stricter than the grammar where two readers could disagree: a repeated member name is refused, and so is nesting deeper than
 * {@value #MAX_DEPTH}. The caller limits the length.
 */
final class JsonParser {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 32;

    private final String text;
    private int at;

    JsonParser(String text) {
        this.text = text;
    }

    Object parse() throws JsonException {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw unexpected();
        }
        return value;
    }

    private Object value(int depth) throws JsonException {
        if (depth > MAX_DEPTH) {
            throw new JsonException("nested too deeply at " + at);
        }
        skipSpace();
        switch (peek()) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return literal("true", Boolean.TRUE);
            case 'f':
                return literal("false", Boolean.FALSE);
            case 'n':
                return literal("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object(int depth) throws JsonException {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        if (found('}')) {
            return members;
        }
        do {
            skipSpace();
            String name = string();
            if (members.containsKey(name)) {
                throw new JsonException("member repeated at " + at);
            }
            skipSpace();
            expect(':');
            members.put(name, value(depth + 1));
        } while (found(','));
        expect('}');
        return members;
    }

    private List<Object> array(int depth) throws JsonException {
        List<Object> elements = new ArrayList<>();
        expect('[');
        if (found(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
        } while (found(','));
        expect(']');
        return elements;
    }

    private String string() throws JsonException {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            char next = take();
            if (next == '"') {
                return value.toString();
            }
            if (next < ' ') {
                throw new JsonException("control character at " + (at - 1));
            }
            value.append(next == '\\' ? escaped() : next);
        }
    }

    private char escaped() throws JsonException {
        char kind = take();
        switch (kind) {
            case '"':
            case '\\':
            case '/':
                return kind;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                return codeUnit();
            default:
                throw new JsonException("unknown escape at " + (at - 1));
        }
    }

    private char codeUnit() throws JsonException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw new JsonException("bad \\u escape at " + (at - 1));
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private BigDecimal number() throws JsonException {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (number.length() > MAX_NUMBER_LENGTH
                || !number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")) {
            throw new JsonException("no value at " + start);
        }
        return new BigDecimal(number);
    }

    private Object literal(String word, Object value) throws JsonException {
        if (!text.startsWith(word, at)) {
            throw unexpected();
        }
        at += word.length();
        return value;
    }

    private boolean found(char wanted) throws JsonException {
        skipSpace();
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char wanted) throws JsonException {
        if (take() != wanted) {
            at--;
            throw unexpected();
        }
    }

    private char take() throws JsonException {
        char next = peek();
        at++;
        return next;
    }

    private char peek() throws JsonException {
        if (at >= text.length()) {
            throw new JsonException("ends too early");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private JsonException unexpected() {
        return new JsonException("unexpected character at " + at);
    }
}
