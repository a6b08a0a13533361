package org.gatehouse.limits;

import io.micrometer.core.instrument.Metrics;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import org.gatehouse.config.RunningConfig;

/**
 * Puts a deadline on the requests of each connection. The HTTP server has none that a slow sender could not push out, and no place of
 * its own to put one in; Netty asks for such extensions if {@link #enable} was called before the server starts.
 */
@RegisterForReflection
public final class ConnectionLimits extends ChannelInitializerExtension {
    private static final String FROM_SERVICES = "serviceload";

    private final Duration requestTime = RunningConfig.read().limits().requestTime();

    /** Lets Netty look for this class, in all of this process. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, FROM_SERVICES);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new RequestDeadline(requestTime, ConnectionLimits::count));
    }

    /** Netty makes this object, so it is given nothing. */
    private static void count() {
        Metrics.counter(Limits.LIMITED, "limit", Limits.SLOW_REQUESTS, "caller", "")
                .increment();
    }
}
