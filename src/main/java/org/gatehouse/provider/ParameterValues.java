package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.policy.VisibleText;

/** The parameters of one provider, checked against its preset and completed by its defaults, ready to fill templates. */
final class ParameterValues {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z0-9]+)}");

    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_PORT = 65_535;

    private final Map<String, List<String>> values;
    private final Map<String, String> secrets;
    private final Map<String, Map<String, String>> maps;

    private ParameterValues(
            Map<String, List<String>> values, Map<String, String> secrets, Map<String, Map<String, String>> maps) {
        this.values = values;
        this.secrets = secrets;
        this.maps = maps;
    }

    /** Reads a preset's parameters; what is wrong is noted in the fields. Secrets are checked, and never part of a template. */
    static ParameterValues read(Preset preset, Fields fields, boolean plainHttp) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        Map<String, String> secrets = new LinkedHashMap<>();
        Map<String, Map<String, String>> maps = new LinkedHashMap<>();
        ParameterValues values = new ParameterValues(given, secrets, maps);
        for (PresetParameter parameter : preset.parameters()) {
            String name = parameter.name();
            JsonNode value = fields.value(name);
            if (value.isNull()) {
                continue;
            }
            if (parameter.type() == PresetParameter.Type.MAP) {
                maps.put(name, fields.textsByName(name));
                continue;
            }
            List<String> texts = checked(parameter, value, fields, plainHttp);
            if (parameter.secret()) {
                texts.forEach(text -> secrets.put(name, text));
            } else if (!texts.isEmpty()) {
                given.put(
                        name,
                        texts.stream().map(text -> canonical(parameter, text)).toList());
            }
        }
        preset.parameters().stream()
                .filter(PresetParameter::required)
                .filter(parameter -> isMissing(fields.value(parameter.name())))
                .filter(parameter -> parameter.requiredUnless().stream().noneMatch(values::holds))
                .forEach(parameter -> fields.wrong(
                        parameter.name(),
                        fields.value(parameter.name()).isNull()
                                ? "is required: " + parameter.label() + ", " + parameter.expects()
                                : "is required: at least one value"));
        preset.parameters().stream()
                .filter(parameter -> values.isGiven(parameter.name()))
                .filter(parameter -> parameter.notWith() != null && values.isGiven(parameter.notWith()))
                .forEach(parameter ->
                        fields.wrong(parameter.name(), "must not be given together with " + parameter.notWith()));
        for (PresetParameter parameter : preset.parameters()) {
            JsonNode defaultValue = parameter.defaultValue();
            if (defaultValue != null) {
                given.computeIfAbsent(parameter.name(), name -> texts(defaultValue).stream()
                        .flatMap(text -> values.fill(text).stream())
                        .toList());
            }
        }
        return values;
    }

    private static boolean isMissing(JsonNode value) {
        return value.isNull() || (value.isContainerNode() && value.isEmpty());
    }

    private static List<String> checked(PresetParameter parameter, JsonNode value, Fields fields, boolean plainHttp) {
        boolean isListed = value.isArray()
                && (parameter.type() == PresetParameter.Type.LIST || parameter.type() == PresetParameter.Type.RULE);
        boolean isFlag = value.isBoolean() && parameter.type() == PresetParameter.Type.BOOLEAN;
        if (!value.isTextual() && !isListed && !isFlag) {
            fields.wrong(
                    parameter.name(), "must be a " + parameter.type().name().toLowerCase(Locale.ROOT));
            return List.of();
        }
        List<String> texts = texts(value);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            List<?> where = isListed ? List.of(parameter.name(), i) : List.of(parameter.name());
            check(parameter, texts.get(i), where, fields, plainHttp);
            if (!seen.add(canonical(parameter, texts.get(i)))) {
                fields.refuseOnSaving(where, "is there twice");
            }
        }
        return texts;
    }

    private static void check(PresetParameter parameter, String text, List<?> where, Fields fields, boolean plainHttp) {
        if (text.length() > MAX_LENGTH) {
            fields.wrong(where, "must have at most " + MAX_LENGTH + " characters");
            return;
        }
        Optional<String> complaint =
                parameter.secret() && ClientKey.looksLikeOne(text) ? Optional.empty() : VisibleText.complaint(text);
        boolean isFine =
                switch (parameter.type()) {
                    case BOOLEAN -> text.equals("true") || text.equals("false");
                    case RULE -> AnswerRules.isOne(text);
                    case TEXT, LIST, URL, MAP -> parameter.accepts(text);
                };
        if (!isFine) {
            String expected =
                    switch (parameter.type()) {
                        case BOOLEAN -> "true or false";
                        case RULE -> AnswerRules.FORM;
                        case TEXT, LIST, URL, MAP -> String.valueOf(parameter.expects());
                    };
            fields.wrong(
                    where,
                    "must be " + expected
                            + complaint.map(detail -> ". It " + detail).orElse(""));
        } else if (parameter.type() == PresetParameter.Type.URL && !isReachable(text)) {
            fields.wrong(
                    where,
                    "must be a URL with a host, and without user name or password; a host with other letters than a to z is written in its xn-- form");
        } else if (parameter.type() == PresetParameter.Type.URL && !text.startsWith("https://") && !plainHttp) {
            fields.wrong(
                    where,
                    "must be https; http is accepted only with network.plainHttp, and only for addresses in network.allow");
        } else {
            complaint.ifPresent(detail -> fields.refuseOnSaving(where, detail));
        }
    }

    /** Whether a URL can be asked for at all: it would otherwise fail with each token. */
    private static boolean isReachable(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && uri.getRawUserInfo() == null && uri.getPort() <= MAX_PORT;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String canonical(PresetParameter parameter, String text) {
        return parameter.lowerCase() ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> texts.add(element.isTextual() ? element.textValue() : ""));
        } else {
            texts.add(value.asText());
        }
        return texts;
    }

    /** All texts that a template stands for: none if it names a parameter without a value. */
    List<String> fill(String template) {
        return bindings(template).stream()
                .map(binding -> binding.fillOne(template))
                .flatMap(Optional::stream)
                .toList();
    }

    List<String> fillAll(List<String> templates) {
        return templates.stream()
                .flatMap(template -> fill(template).stream())
                .distinct()
                .toList();
    }

    Optional<String> fillOne(String template) {
        Matcher reference = REFERENCE.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (reference.find()) {
            List<String> found = values.getOrDefault(reference.group(1), List.of());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            reference.appendReplacement(filled, Matcher.quoteReplacement(found.getFirst()));
        }
        return Optional.of(reference.appendTail(filled).toString());
    }

    /** The parameters that a template refers to. */
    static List<String> namesIn(String template) {
        return REFERENCE
                .matcher(template)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** One set of values for each combination of the list parameters in a template, so that other templates can follow it. */
    List<ParameterValues> bindings(String template) {
        List<ParameterValues> bindings = List.of(this);
        Matcher reference = REFERENCE.matcher(template);
        while (reference.find()) {
            String name = reference.group(1);
            bindings = bindings.stream()
                    .flatMap(binding -> binding.values.getOrDefault(name, List.of()).stream()
                            .map(value -> binding.with(name, value)))
                    .toList();
        }
        return bindings;
    }

    boolean is(String parameter, String value) {
        return values.getOrDefault(parameter, List.of()).equals(List.of(value));
    }

    /** Whether this setting was chosen, or is the default. */
    boolean holds(Preset.Choice choice) {
        return choice.is() == null ? isGiven(choice.parameter()) : is(choice.parameter(), choice.is());
    }

    Optional<String> secret(String parameter) {
        return Optional.ofNullable(secrets.get(parameter));
    }

    Map<String, String> map(String parameter) {
        return maps.getOrDefault(parameter, Map.of());
    }

    private boolean isGiven(String parameter) {
        return !values.getOrDefault(parameter, List.of()).isEmpty()
                || secrets.containsKey(parameter)
                || !map(parameter).isEmpty();
    }

    private ParameterValues with(String name, String value) {
        Map<String, List<String>> bound = new LinkedHashMap<>(values);
        bound.put(name, List.of(value));
        return new ParameterValues(Collections.unmodifiableMap(bound), secrets, maps);
    }
}
