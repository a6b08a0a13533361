package org.gatehouse.keys;

import java.net.URI;
import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.token.Json;

/** Key sets as they are read from JSON. */
final class KeysOf {
    private KeysOf() {}

    static KeySet set(Object... jwks) {
        return Json.object(FakeServer.keySet(jwks)).flatMap(KeySet::read).orElseThrow();
    }

    static VerificationKey one(Object jwk) {
        return set(jwk).keys().getFirst();
    }

    static KeyFetcher.Fetched fetched(Object... jwks) {
        KeySet set = set(jwks);
        return new KeyFetcher.Fetched(URI.create("https://id.example/keys"), set.keys(), set.dropped());
    }

    static List<String> dropped(Object... jwks) {
        return set(jwks).dropped();
    }
}
