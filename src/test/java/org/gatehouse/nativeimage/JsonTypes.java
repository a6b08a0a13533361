package org.gatehouse.nativeimage;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Our types that Jackson reads or writes, found from the code: where bodies and documents are read and written, and from there
 * through their members, as Jackson itself sees these.
 */
public final class JsonTypes {
    private static final ObjectMapper JACKSON = new ObjectMapper().findAndRegisterModules();

    private final Set<Class<?>> found = new TreeSet<>(Comparator.comparing(Class::getName));

    private JsonTypes(Collection<? extends Type> roots) {
        roots.forEach(root -> add(JACKSON.constructType(root)));
    }

    /** All of them. */
    public static Set<Class<?>> all() {
        return new JsonTypes(Stream.concat(ofResourceMethods().stream(), JsonRoots.ofCode().stream())
                        .toList())
                .found;
    }

    /** Those that Quarkus finds without us: it reads the signatures of resource methods, and knows what is behind them. */
    static Set<Class<?>> ofSignatures() {
        return new JsonTypes(ofResourceMethods()).found;
    }

    private static Set<Type> ofResourceMethods() {
        return OurClasses.compiled().stream()
                .map(type -> OurClasses.load(OurClasses.name(type)))
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(JsonTypes::answersRequests)
                .flatMap(method -> Stream.concat(
                        Stream.of(method.getGenericReturnType()), Arrays.stream(method.getGenericParameterTypes())))
                .collect(Collectors.toSet());
    }

    private static boolean answersRequests(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    private void add(JavaType type) {
        for (int i = 0; i < type.containedTypeCount(); i++) {
            add(type.containedType(i));
        }
        if (type.isArrayType()) {
            add(type.getContentType());
        }
        Class<?> raw = type.getRawClass();
        if (!raw.getName().startsWith(OurClasses.BASE) || !found.add(raw) || raw.isEnum()) {
            return;
        }
        if (raw.isSealed()) {
            Arrays.stream(raw.getPermittedSubclasses())
                    .map(JACKSON::constructType)
                    .forEach(this::add);
        }
        addMembers(JACKSON.getSerializationConfig().introspect(type));
        addMembers(JACKSON.getDeserializationConfig().introspect(type));
    }

    private void addMembers(BeanDescription description) {
        AnnotatedMember value = description.findJsonValueAccessor();
        if (value != null) {
            add(value.getType());
            return;
        }
        description.findProperties().stream()
                .map(BeanPropertyDefinition::getPrimaryType)
                .forEach(this::add);
    }
}
