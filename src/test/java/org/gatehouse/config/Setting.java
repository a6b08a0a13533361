package org.gatehouse.config;

import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting of {@link GatehouseConfig}, as its methods tell.
 *
 * @param property its name
 * @param path from {@link GatehouseConfig} to the method that answers it
 */
record Setting(String property, List<Method> path) {

    /** All of them, ordered by their groups' and their own names. */
    static List<Setting> all() {
        List<Setting> found = new ArrayList<>();
        collect(GatehouseConfig.class, "gatehouse", List.of(), found);
        return found;
    }

    private static void collect(Class<?> group, String prefix, List<Method> path, List<Setting> found) {
        List<Method> methods = Arrays.stream(group.getDeclaredMethods())
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        for (Method method : methods) {
            String property = prefix + "." + kebab(method.getName());
            List<Method> longer = new ArrayList<>(path);
            longer.add(method);
            if (method.getReturnType().getEnclosingClass() == GatehouseConfig.class) {
                collect(method.getReturnType(), property, longer, found);
            } else {
                found.add(new Setting(property, List.copyOf(longer)));
            }
        }
    }

    private static String kebab(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    Method method() {
        return path.getLast();
    }

    Optional<String> defaultValue() {
        return Optional.ofNullable(method().getAnnotation(WithDefault.class)).map(WithDefault::value);
    }

    /** What is inside the {@code Optional} too. */
    Type type() {
        Type type = method().getGenericReturnType();
        return isOptional() ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
    }

    boolean isOptional() {
        return method().getReturnType() == Optional.class;
    }

    /** What this configuration says of it; absent for an empty {@code Optional}. */
    Optional<Object> of(GatehouseConfig config) throws ReflectiveOperationException {
        Object value = config;
        for (Method step : path) {
            value = step.invoke(value);
        }
        return value instanceof Optional<?> optional ? optional.map(Object.class::cast) : Optional.of(value);
    }
}
