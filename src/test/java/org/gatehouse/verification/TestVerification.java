package org.gatehouse.verification;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.outbound.Outbound;

/** Makes what only this package can. */
public final class TestVerification {
    private TestVerification() {}

    public static ProviderExchange exchange(Outbound outbound, Clock clock) {
        return new ProviderExchange(outbound, clock);
    }

    public static TokenVerification of(SigningKeys keys, Outbound outbound, GatehouseConfig config, Clock clock) {
        return of(keys, outbound, config, new SimpleMeterRegistry(), clock);
    }

    /** The same, and what it measures. */
    public static TokenVerification of(
            SigningKeys keys, Outbound outbound, GatehouseConfig config, MeterRegistry meters, Clock clock) {
        ProviderPauses pauses = new ProviderPauses(config, meters, clock);
        return new TokenVerification(
                new JwtVerification(keys, new ClaimsCache(config, meters, clock), clock),
                new AskVerification(
                        exchange(outbound, clock),
                        new ExchangeMeters(meters),
                        new AnswerCache(config, meters, clock),
                        new Strangers(config, clock),
                        pauses,
                        config),
                new MissingGroups(outbound, pauses, config, clock),
                config,
                clock);
    }
}
