package org.gatehouse.apitoken;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.secret.TestHashes;

/** API tokens for tests that are about other tokens. */
public final class TestApiTokens {
    private static final AgroalDataSource NEVER_ASKED = null;

    private TestApiTokens() {}

    /** There are none; those that look like ours are unknown. */
    public static ApiTokens none(GatehouseConfig config, Clock clock) {
        FakeStore store = new FakeStore();
        ApiTokenHashes hashes = new ApiTokenHashes(TestHashes.hashes());
        ApiTokenLookup lookup = new ApiTokenLookup(store, hashes, config, new SimpleMeterRegistry());
        return new ApiTokens(lookup, store, new LastUses(NEVER_ASKED, config), config, clock);
    }
}
