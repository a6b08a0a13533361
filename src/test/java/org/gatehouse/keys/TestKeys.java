package org.gatehouse.keys;

import java.time.Clock;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.provider.TrustedProviders;

/** Makes what only this package can. */
public final class TestKeys {
    private TestKeys() {}

    public static SigningKeys signingKeys(
            Outbound outbound, TrustedProviders providers, GatehouseConfig config, Clock clock) {
        return new SigningKeys(new KeyFetcher(outbound), providers, config, clock);
    }

    /** What the timer does every few seconds. */
    public static void keepFresh(SigningKeys keys) {
        keys.keepFresh();
    }
}
