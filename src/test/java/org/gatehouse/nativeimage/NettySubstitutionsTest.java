package org.gatehouse.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.svm.core.annotate.Substitute;
import io.netty.handler.ssl.SslContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * In a native executable every way by which Netty makes a TLS context is replaced, or OpenSSL would have to be part of it. A Netty
 * that is newer than what Quarkus was made for may have one more.
 */
class NettySubstitutionsTest {
    private static final Class<?> OF_QUARKUS =
            OurClasses.load("io.quarkus.netty.runtime.graal.Target_io_netty_handler_ssl_SslContext");

    @Test
    void everyWayToMakeATlsContextIsReplaced() {
        Set<String> ways = signatures(Stream.of(SslContext.class.getDeclaredMethods())
                .filter(method -> method.getName().matches("new(Client|Server)ContextInternal")));

        assertThat(Stream.of(OF_QUARKUS, NettySslContext.class)
                        .map(NettySubstitutionsTest::substituted)
                        .flatMap(Set::stream))
                .containsExactlyInAnyOrderElementsOf(ways);
    }

    /** Once Quarkus replaces it itself, our own goes. */
    @Test
    void quarkusDoesNotReplaceWhatWeDo() {
        assertThat(substituted(OF_QUARKUS)).doesNotContainAnyElementsOf(substituted(NettySslContext.class));
    }

    private static Set<String> substituted(Class<?> type) {
        return signatures(
                Stream.of(type.getDeclaredMethods()).filter(method -> method.isAnnotationPresent(Substitute.class)));
    }

    private static Set<String> signatures(Stream<Method> methods) {
        return methods.map(method -> method.getName() + Arrays.toString(method.getParameterTypes()))
                .collect(Collectors.toSet());
    }
}
