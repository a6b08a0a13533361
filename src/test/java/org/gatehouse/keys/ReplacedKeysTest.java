package org.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.Net;
import org.gatehouse.fixture.TestKey;
import org.junit.jupiter.api.Test;

/** An issuer that replaces a key under its old {@code kid}, or gives its keys none. */
class ReplacedKeysTest {
    private static final GatehouseConfig.Keys SETTINGS = Net.settings(Map.of()).keys();
    private static final Duration PAUSE = SETTINGS.refetchPause();
    private static final KeyFetcher.Fetched FIRST = KeysOf.fetched(TestKey.RSA.jwk());
    private static final KeyFetcher.Fetched BOTH = KeysOf.fetched(TestKey.RSA.jwk(), TestKey.OTHER_RSA.jwk());
    private static final Optional<String> KID = Optional.of(TestKey.RSA.kid());

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final IssuerKeys keys =
            new IssuerKeys("https://id.example", this::fetch, SETTINGS, new RefetchBudget(20, PAUSE), clock);
    private KeyFetcher.Fetched published = FIRST;
    private boolean isDown;
    private int fetches;

    private Uni<KeyFetcher.Fetched> fetch() {
        fetches++;
        return isDown
                ? Uni.createFrom().failure(new KeysUnavailable("down"))
                : Uni.createFrom().item(published);
    }

    private KeyLookup find() {
        return keys.find(sought(KID, Instant.EPOCH)).await().indefinitely();
    }

    private KeyLookup findReplaced() {
        return findReplaced(Instant.EPOCH);
    }

    private KeyLookup findReplaced(Instant existedAt) {
        return keys.findReplaced(sought(KID, existedAt)).await().indefinitely();
    }

    private KeyLookup findReplacedWithoutKid() {
        return keys.findReplaced(sought(Optional.empty(), clock.instant()))
                .await()
                .indefinitely();
    }

    private static SoughtKey sought(Optional<String> kid, Instant existedAt) {
        return new SoughtKey(kid, "RS256", existedAt, Duration.ofSeconds(20));
    }

    @Test
    void areFetchedAfterABadSignature() {
        find();
        published = BOTH;
        clock.advance(PAUSE);

        assertThat(findReplaced()).isInstanceOf(KeyLookup.Found.class);
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void areNotLookedForWhileTheKeysAreFresh() {
        find();
        published = BOTH;
        clock.advance(PAUSE.minusMillis(1));

        assertThat(findReplaced()).isInstanceOf(KeyLookup.NoSuchKey.class);
        assertThat(fetches).isEqualTo(1);
    }

    @Test
    void areNotFoundAmongTheSameKeys() {
        find();
        clock.advance(PAUSE);

        assertThat(findReplaced()).isInstanceOf(KeyLookup.NoSuchKey.class);
    }

    @Test
    void costAFloodOfForgedSignaturesOneFetchInAPause() {
        find();
        clock.advance(PAUSE);
        for (int i = 0; i < 100; i++) {
            findReplaced();
        }
        assertThat(fetches).isEqualTo(2);

        clock.advance(PAUSE);
        findReplaced();
        assertThat(fetches).isEqualTo(3);
    }

    @Test
    void thatCouldNotBeFetchedLeaveAnUnknownKeyUndecided() {
        find();
        clock.advance(PAUSE);
        isDown = true;
        findReplaced();

        KeyLookup unknown =
                keys.find(sought(Optional.of("new"), Instant.EPOCH)).await().indefinitely();

        assertThat(unknown).isInstanceOf(KeyLookup.Unreachable.class);
    }

    @Test
    void areUndecidedForATokenWithoutKidThatIsNewerThanTheyAre() {
        find();
        published = BOTH;
        clock.advance(Duration.ofSeconds(4));

        assertThat(findReplacedWithoutKid()).isEqualTo(new KeyLookup.TooSoon(PAUSE.minusSeconds(4)));
        assertThat(findReplaced(clock.instant())).isInstanceOf(KeyLookup.NoSuchKey.class);
        assertThat(fetches).isEqualTo(1);

        clock.advance(PAUSE.minusSeconds(4));
        assertThat(findReplacedWithoutKid()).isInstanceOf(KeyLookup.Found.class);
    }

    @Test
    void areUndecidedForATokenWithoutKidThatIsNewerWhileTheIssuerIsDown() {
        find();
        clock.advance(PAUSE);
        isDown = true;

        assertThat(findReplacedWithoutKid()).isInstanceOf(KeyLookup.Unreachable.class);
        assertThat(findReplacedWithoutKid()).isInstanceOf(KeyLookup.Unreachable.class);
        assertThat(findReplaced(clock.instant())).isInstanceOf(KeyLookup.NoSuchKey.class);
    }

    @Test
    void makeNoBadSignatureUndecidedWhileTheIssuerIsDown() {
        find();
        clock.advance(PAUSE);
        isDown = true;

        assertThat(findReplaced()).isInstanceOf(KeyLookup.NoSuchKey.class);
        assertThat(find()).isInstanceOf(KeyLookup.Found.class);
    }
}
