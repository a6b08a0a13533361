package org.gatehouse.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts what Jackson found wrong with a body into words. Jackson's own messages quote classes and the input: never shown. */
final class UnreadableJson {
    private UnreadableJson() {}

    /** Empty if the body is not to blame: our answer could not be written, or our classes could not be bound. */
    static Optional<Violation> explain(JsonProcessingException json) {
        return switch (json) {
            case InvalidDefinitionException _ -> Optional.empty();
            case UnrecognizedPropertyException unknown ->
                Optional.of(at(unknown, "is not a member that is known here"));
            case InvalidFormatException format
            when format.getTargetType().isEnum() ->
                Optional.of(at(format, "must be one of " + constants(format.getTargetType())));
            case MismatchedInputException mismatch -> Optional.of(at(mismatch, "must be " + expected(mismatch)));
            case StreamReadException syntax -> Optional.of(new Violation("", "is not JSON" + where(syntax)));
            case StreamConstraintsException _ -> Optional.of(new Violation("", "is nested too deeply or too long"));
            case JsonMappingException mapping
            when mapping.getCause() instanceof StreamReadException syntax ->
                Optional.of(at(mapping, "is not JSON" + where(syntax)));
            case JsonMappingException mapping
            when mapping.getProcessor() instanceof JsonParser -> Optional.of(at(mapping, "can not be read"));
            default -> Optional.empty();
        };
    }

    private static Violation at(JsonMappingException mapping, String detail) {
        Object[] path = mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? (Object) step.getIndex() : step.getFieldName())
                .toArray();
        return Violation.at(detail, path);
    }

    private static String expected(MismatchedInputException mismatch) {
        Class<?> target = mismatch.getTargetType();
        if (target == null) {
            return "of another type";
        }
        if (target == boolean.class || target == Boolean.class) {
            return "true or false";
        }
        if (CharSequence.class.isAssignableFrom(target) || target.isEnum()) {
            return "a string";
        }
        if (target.isPrimitive() || Number.class.isAssignableFrom(target)) {
            return "a number";
        }
        if (Iterable.class.isAssignableFrom(target) || target.isArray()) {
            return "an array";
        }
        return switch (target.getName()) {
            case "java.time.Duration" -> "a duration such as PT24H";
            case "java.time.Instant" -> "a time such as 2030-01-31T12:00:00Z";
            default ->
                target.getName().startsWith("java.") && target.getPackageName().equals("java.lang")
                        ? "of another type"
                        : "an object";
        };
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String where(StreamReadException syntax) {
        JsonLocation at = syntax.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
