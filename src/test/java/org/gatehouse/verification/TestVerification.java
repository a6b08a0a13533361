package org.gatehouse.verification;

import java.time.Clock;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.keys.SigningKeys;

/** Makes what only this package can. */
public final class TestVerification {
    private TestVerification() {}

    public static JwtVerification of(SigningKeys keys, GatehouseConfig config, Clock clock) {
        return new JwtVerification(keys, new ClaimsCache(config, clock));
    }
}
