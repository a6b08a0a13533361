package org.gatehouse.introspection;

import java.time.Clock;
import org.gatehouse.apitoken.TestApiTokens;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.verification.TokenVerification;

/** Makes what only this package can. */
public final class TestIntrospector {
    private TestIntrospector() {}

    public static Introspector of(
            TrustedProviders providers, TokenVerification verification, GatehouseConfig config, Clock clock) {
        return new Introspector(providers, verification, TestApiTokens.none(config, clock), config, clock);
    }
}
