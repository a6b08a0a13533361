package org.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.Net;
import org.gatehouse.fixture.TestKey;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private static final GatehouseConfig.Keys SETTINGS = Net.settings(Map.of()).keys();
    private static final Duration PAUSE = SETTINGS.refetchPause();
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final KeyFetcher.Fetched FIRST = KeysOf.fetched(TestKey.RSA.jwk());
    private static final KeyFetcher.Fetched BOTH = KeysOf.fetched(TestKey.RSA.jwk(), TestKey.OTHER_RSA.jwk());
    private static final KeyFetcher.Fetched SECOND = KeysOf.fetched(TestKey.OTHER_RSA.jwk());

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Deque<UniEmitter<? super KeyFetcher.Fetched>> running = new ArrayDeque<>();
    private int fetches;
    private RefetchBudget budget = new RefetchBudget(20, PAUSE);
    private IssuerKeys keys = issuerKeys();

    private IssuerKeys issuerKeys() {
        return new IssuerKeys("https://id.example", this::fetch, SETTINGS, budget, clock);
    }

    private synchronized Uni<KeyFetcher.Fetched> fetch() {
        fetches++;
        return Uni.createFrom().emitter(emitter -> running.add(emitter));
    }

    private void answer(KeyFetcher.Fetched fetched) {
        running.remove().complete(fetched);
    }

    private void fail() {
        running.remove().fail(new KeysUnavailable("broken"));
    }

    private UniAssertSubscriber<KeyLookup> find(String kid) {
        return find(keys, kid, Instant.EPOCH);
    }

    /** For a token that was not there before. */
    private UniAssertSubscriber<KeyLookup> findNew(String kid) {
        return find(keys, kid, clock.instant());
    }

    private static UniAssertSubscriber<KeyLookup> find(IssuerKeys keys, String kid, Instant existedAt) {
        return keys.find(new SoughtKey(Optional.of(kid), "RS256", existedAt, Duration.ofSeconds(20)))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private UniAssertSubscriber<KeyLookup> findFirst() {
        return find(TestKey.RSA.kid());
    }

    private UniAssertSubscriber<KeyLookup> findSecond() {
        return find(TestKey.OTHER_RSA.kid());
    }

    private void given(KeyFetcher.Fetched fetched) {
        findFirst();
        answer(fetched);
    }

    private static void assertFound(UniAssertSubscriber<KeyLookup> lookup) {
        assertThat(lookup.assertCompleted().getItem()).isInstanceOf(KeyLookup.Found.class);
    }

    private static void assertNoSuchKey(UniAssertSubscriber<KeyLookup> lookup) {
        assertThat(lookup.assertCompleted().getItem()).isInstanceOf(KeyLookup.NoSuchKey.class);
    }

    private static Duration retryAfter(UniAssertSubscriber<KeyLookup> lookup) {
        assertThat(lookup.assertCompleted().getItem()).isInstanceOf(KeyLookup.Unreachable.class);
        return ((KeyLookup.Unreachable) lookup.getItem()).retryAfter();
    }

    private static Duration tooSoon(UniAssertSubscriber<KeyLookup> lookup) {
        assertThat(lookup.assertCompleted().getItem()).isInstanceOf(KeyLookup.TooSoon.class);
        return ((KeyLookup.TooSoon) lookup.getItem()).retryAfter();
    }

    @Nested
    class AtFirst {
        @Test
        void everyoneWaitsForOneFetch() {
            List<UniAssertSubscriber<KeyLookup>> lookups = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                lookups.add(findFirst());
            }
            assertThat(fetches).isEqualTo(1);
            lookups.forEach(UniAssertSubscriber::assertNotTerminated);

            answer(FIRST);

            lookups.forEach(IssuerKeysTest::assertFound);
        }

        @Test
        void everyoneOnManyThreadsWaitsForOneFetch() throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            List<UniAssertSubscriber<KeyLookup>> lookups = java.util.Collections.synchronizedList(new ArrayList<>());
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                for (int i = 0; i < 200; i++) {
                    threads.execute(() -> {
                        awaitQuietly(go);
                        lookups.add(findFirst());
                    });
                }
                go.countDown();
            }
            assertThat(lookups).hasSize(200);
            assertThat(fetches).isEqualTo(1);

            answer(FIRST);

            lookups.forEach(IssuerKeysTest::assertFound);
        }

        @Test
        void oneWhoStopsWaitingTakesNobodyAlong() {
            UniAssertSubscriber<KeyLookup> impatient = findFirst();
            UniAssertSubscriber<KeyLookup> patient = findFirst();

            impatient.cancel();
            UniAssertSubscriber<KeyLookup> late = findFirst();
            answer(FIRST);

            assertFound(patient);
            assertFound(late);
        }

        @Test
        void aFailureIsNoVerdictAboutTheKey() {
            UniAssertSubscriber<KeyLookup> lookup = findFirst();
            fail();
            assertThat(retryAfter(lookup)).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void aFetchThatCanNotEvenStartFailsAndIsTriedAgain() {
            IssuerKeys broken = new IssuerKeys(
                    "https://id.example",
                    () -> {
                        fetches++;
                        throw new IllegalStateException("no URL");
                    },
                    SETTINGS,
                    budget,
                    clock);
            retryAfter(lookup(broken));
            clock.advance(Duration.ofSeconds(1));
            retryAfter(lookup(broken));
            assertThat(fetches).isEqualTo(2);
        }

        private UniAssertSubscriber<KeyLookup> lookup(IssuerKeys issuer) {
            return find(issuer, "x", Instant.EPOCH);
        }

        @Test
        void failuresArePausedForTwiceAsLongEachTime() {
            for (int seconds : List.of(1, 2, 4, 8, 10, 10)) {
                findFirst();
                fail();
                clock.advance(Duration.ofSeconds(seconds).minus(MILLISECOND));
                int before = fetches;
                retryAfter(findFirst());
                assertThat(fetches).isEqualTo(before);
                clock.advance(MILLISECOND);
            }
            findFirst();
            assertThat(fetches).isEqualTo(7);
        }
    }

    @Nested
    class AnUnknownKid {
        @Test
        void causesAFetchWhichFindsTheNewKeyAtItsFirstToken() {
            given(FIRST);
            UniAssertSubscriber<KeyLookup> lookup = findSecond();
            answer(BOTH);
            assertFound(lookup);
            assertFound(findFirst());
            assertThat(fetches).isEqualTo(2);
        }

        @Test
        void causesOneFetchAPauseHoweverManyThereAre() {
            given(FIRST);
            assertForgedKidCostsOneFetch("forged");
            for (int i = 0; i < 1000; i++) {
                assertNoSuchKey(find("forged-" + i));
            }
            assertThat(fetches).isEqualTo(2);

            clock.advance(PAUSE.minus(MILLISECOND));
            assertNoSuchKey(find("forged"));
            assertThat(fetches).isEqualTo(2);

            clock.advance(MILLISECOND);
            assertForgedKidCostsOneFetch("forged");
        }

        private void assertForgedKidCostsOneFetch(String kid) {
            int before = fetches;
            UniAssertSubscriber<KeyLookup> lookup = find(kid);
            answer(FIRST);
            assertNoSuchKey(lookup);
            assertThat(fetches).isEqualTo(before + 1);
        }

        @Test
        void ofATokenThatIsNewerThanOurLastLookIsUndecidedUntilThePauseIsOver() {
            given(FIRST);
            find("forged");
            answer(FIRST);
            clock.advance(Duration.ofSeconds(3));

            assertThat(tooSoon(findNew(TestKey.OTHER_RSA.kid()))).isEqualTo(PAUSE.minusSeconds(3));
            assertNoSuchKey(findSecond());

            clock.advance(PAUSE.minusSeconds(3));
            UniAssertSubscriber<KeyLookup> rotated = findNew(TestKey.OTHER_RSA.kid());
            answer(BOTH);
            assertFound(rotated);
        }

        @Test
        void ofAFloodOfNewTokensCausesOneFetchAPauseToo() {
            given(FIRST);
            findNew("forged");
            answer(FIRST);
            for (int i = 0; i < 9_000; i++) {
                clock.advance(MILLISECOND);
                tooSoon(findNew("forged-" + i));
            }
            assertThat(fetches).isEqualTo(2);
        }

        @Test
        void isUndecidedIfTheFetchThatItJoinedBeganBeforeItsToken() {
            given(FIRST);
            find("forged");
            clock.advance(MILLISECOND);

            UniAssertSubscriber<KeyLookup> joined = findNew(TestKey.OTHER_RSA.kid());
            answer(FIRST);

            assertThat(tooSoon(joined)).isEqualTo(PAUSE);
        }

        @Test
        void isNotWaitedForLongerThanTheAskerCanAndFoundByTheNext() {
            given(FIRST);
            UniAssertSubscriber<KeyLookup> impatient = keys.find(new SoughtKey(
                            Optional.of(TestKey.OTHER_RSA.kid()), "RS256", clock.instant(), Duration.ofMillis(1)))
                    .subscribe()
                    .withSubscriber(UniAssertSubscriber.create());
            retryAfter(impatient.awaitItem());

            answer(BOTH);

            assertFound(findSecond());
            assertThat(fetches).isEqualTo(2);
        }

        @Test
        void startsNoPauseIfItsFetchWasFruitful() {
            given(FIRST);
            findSecond();
            answer(BOTH);

            UniAssertSubscriber<KeyLookup> next = find("rsa-3");
            answer(KeysOf.fetched(TestKey.RSA.named("rsa-3").jwk()));

            assertFound(next);
            assertThat(fetches).isEqualTo(3);
        }

        @Test
        void joinsTheFetchThatIsRunningEvenInAPause() {
            given(FIRST);
            find("forged");
            answer(FIRST);
            clock.advance(PAUSE);
            find("forged");

            UniAssertSubscriber<KeyLookup> rotated = findSecond();
            answer(BOTH);

            assertFound(rotated);
            assertThat(fetches).isEqualTo(3);
        }

        @Test
        void isNoVerdictWhileTheKeysCanNotBeFetched() {
            given(FIRST);
            UniAssertSubscriber<KeyLookup> lookup = findSecond();
            fail();
            retryAfter(lookup);
            retryAfter(findSecond());
            assertFound(findFirst());
            assertThat(fetches).isEqualTo(2);
        }

        @Test
        void isNoVerdictOnceTheBudgetOfAllIssuersIsSpent() {
            budget = new RefetchBudget(1, PAUSE);
            keys = issuerKeys();
            given(FIRST);
            assertThat(budget.take(clock.instant())).isTrue();

            clock.advance(MILLISECOND);
            assertThat(tooSoon(findNew(TestKey.OTHER_RSA.kid()))).isEqualTo(PAUSE.minus(MILLISECOND));
            assertNoSuchKey(findSecond());
            assertThat(fetches).isEqualTo(1);
            assertFound(findFirst());

            clock.advance(PAUSE);
            UniAssertSubscriber<KeyLookup> lookup = findSecond();
            answer(BOTH);
            assertFound(lookup);
        }
    }

    @Nested
    class OverTime {
        @Test
        void keysAreFetchedAgainInTheBackgroundOnlyOnceTheyAreDue() {
            given(FIRST);
            clock.advance(SETTINGS.refreshAfter());
            assertFound(findFirst());
            assertThat(fetches).isEqualTo(1);

            clock.advance(MILLISECOND);
            assertFound(findFirst());
            assertFound(findFirst());
            assertThat(fetches).isEqualTo(2);
        }

        @Test
        void aWithdrawnKeyIsGoneWithTheNextFetch() {
            given(BOTH);
            String thumbprint = KeysOf.one(TestKey.RSA.jwk()).thumbprint();
            assertThat(keys.publishes(thumbprint)).isTrue();
            clock.advance(SETTINGS.refreshAfter().plus(MILLISECOND));
            keys.refreshIfStale();
            answer(SECOND);

            assertThat(keys.publishes(thumbprint)).isFalse();
            assertFound(findSecond());
            UniAssertSubscriber<KeyLookup> lookup = findFirst();
            answer(SECOND);
            assertNoSuchKey(lookup);
        }

        @Test
        void aKeyKeepsItsThumbprintUnderAnotherKid() {
            given(FIRST);
            find("again");
            answer(KeysOf.fetched(TestKey.RSA.named("again").jwk()));
            assertThat(keys.publishes(KeysOf.one(TestKey.RSA.jwk()).thumbprint()))
                    .isTrue();
        }

        @Test
        void theLastGoodKeysAreUsedUntilTheirGreatestAge() {
            given(FIRST);
            clock.advance(SETTINGS.maxAge());
            assertFound(findFirst());
            fail();
            assertFound(findFirst());

            clock.advance(Duration.ofSeconds(1));
            UniAssertSubscriber<KeyLookup> lookup = findFirst();
            assertThat(keys.publishes(KeysOf.one(TestKey.RSA.jwk()).thumbprint()))
                    .isFalse();
            fail();
            retryAfter(lookup);
        }

        @Test
        void aFailedRefreshIsPausedAndTriedAgain() {
            given(FIRST);
            clock.advance(SETTINGS.refreshAfter().plus(MILLISECOND));
            keys.refreshIfStale();
            fail();
            keys.refreshIfStale();
            assertThat(fetches).isEqualTo(2);
            clock.advance(Duration.ofSeconds(1));
            keys.refreshIfStale();
            assertThat(fetches).isEqualTo(3);
        }

        @Test
        void successEndsThePause() {
            findFirst();
            fail();
            clock.advance(Duration.ofSeconds(1));
            findFirst();
            answer(FIRST);
            findSecond();
            fail();
            clock.advance(Duration.ofSeconds(1));
            findSecond();
            assertThat(fetches).isEqualTo(4);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
