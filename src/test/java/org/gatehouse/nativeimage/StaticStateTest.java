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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.eclipse.microprofile.config.Config;
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

    /** Its declared type, and what it holds once its class is initialised, to the elements of collections that we made. */
    private static boolean isOfOneRun(Field field) {
        return OF_ONE_RUN.stream().anyMatch(type -> type.isAssignableFrom(field.getType()))
                || held(field).anyMatch(StaticStateTest::isOfOneRun);
    }

    private static Stream<?> held(Field field) {
        try {
            field.setAccessible(true);
            Object value = field.get(null);
            return value instanceof Iterable<?> several ? elements(several) : Stream.ofNullable(value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<?> elements(Iterable<?> several) {
        return StreamSupport.stream(several.spliterator(), false);
    }

    private static boolean isOfOneRun(Object value) {
        // An instant that the code names is none of this run.
        return OF_ONE_RUN.stream().anyMatch(type -> type.isInstance(value))
                || (value instanceof Instant instant && !instant.equals(Instant.MIN) && !instant.equals(Instant.EPOCH));
    }
}
