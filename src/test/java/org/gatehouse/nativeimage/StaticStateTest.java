package org.gatehouse.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.File;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.Buffer;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Static fields of a native executable are filled when it is built. What must be of this start, this process or this machine can't be
 * in one: randomness and keys least of all, which would be the same wherever the executable runs.
 */
class StaticStateTest {
    private static final List<Class<?>> OF_ONE_RUN = List.of(
            Random.class,
            SplittableRandom.class,
            Key.class,
            KeyPair.class,
            KeyStore.class,
            Cipher.class,
            Mac.class,
            Thread.class,
            ThreadLocal.class,
            Executor.class,
            Timer.class,
            Closeable.class,
            AutoCloseable.class,
            Buffer.class,
            Path.class,
            File.class,
            InetAddress.class,
            InetSocketAddress.class,
            Clock.class,
            Process.class,
            Config.class);

    @Test
    void nothingOfOneRunIsInAStaticField() {
        assertThat(OurClasses.compiled())
                .map(OurClasses::name)
                .filteredOn(name -> !name.startsWith(OurClasses.BASE + "dev."))
                .map(OurClasses::load)
                .flatMap(type -> Arrays.asList(type.getDeclaredFields()))
                .filteredOn(field -> field.accessFlags().contains(AccessFlag.STATIC))
                .hasSizeGreaterThan(100)
                .noneMatch(StaticStateTest::isOfOneRun);
    }

    /** Its declared type, and all that it holds once its class is initialised. */
    private static boolean isOfOneRun(Field field) {
        return OF_ONE_RUN.stream().anyMatch(type -> type.isAssignableFrom(field.getType()))
                || reachable(value(field, null)).anyMatch(StaticStateTest::isOfOneRun);
    }

    /** What an image heap would hold with it: through fields of our own objects, arrays, collections, maps and optionals. */
    private static Stream<?> reachable(@Nullable Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> toDo = new ArrayDeque<>();
        Stream.ofNullable(root).forEach(toDo::add);
        while (!toDo.isEmpty()) {
            Object next = toDo.remove();
            if (seen.add(next)) {
                toDo.addAll(held(next));
            }
        }
        return seen.stream();
    }

    private static List<Object> held(Object holder) {
        return switch (holder) {
            case Object[] several -> Stream.of(several).filter(Objects::nonNull).toList();
            case Map<?, ?> map ->
                Stream.of(map.keySet(), map.values())
                        .<Object>flatMap(StaticStateTest::elements)
                        .toList();
            case Optional<?> optional ->
                optional.stream().<Object>map(value -> value).toList();
            // A path is made of paths.
            case Iterable<?> several
            when !(several instanceof Path) -> elements(several).toList();
            default ->
                holder.getClass().getName().startsWith(OurClasses.BASE)
                        ? fields(holder.getClass())
                                .map(field -> value(field, holder))
                                .filter(Objects::nonNull)
                                .toList()
                        : List.of();
        };
    }

    private static Stream<Object> elements(Iterable<?> several) {
        return StreamSupport.stream(several.spliterator(), false)
                .filter(Objects::nonNull)
                .map(element -> element);
    }

    /** Of an object, with those that it has from its superclasses. */
    private static Stream<Field> fields(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .flatMap(owner -> Stream.of(owner.getDeclaredFields()))
                .filter(field -> !field.accessFlags().contains(AccessFlag.STATIC)
                        && !field.getType().isPrimitive()
                        && field.getDeclaringClass().getName().startsWith(OurClasses.BASE));
    }

    private static @Nullable Object value(Field field, @Nullable Object holder) {
        try {
            field.setAccessible(true);
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOfOneRun(Object value) {
        // An instant that the code names is none of this run.
        return OF_ONE_RUN.stream().anyMatch(type -> type.isInstance(value))
                || (value instanceof Instant instant && !instant.equals(Instant.MIN) && !instant.equals(Instant.EPOCH));
    }
}
