package org.gatehouse.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.CatchUp.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One replica whose listener was never started: nothing is announced to it. */
class CatchUpTest {
    private static final Connector DEAF = () -> {
        throw new SQLException("nothing is heard here");
    };

    private final Changes changes =
            new Changes(DEAF, Duration.ofHours(1), new Freshness(new SimpleMeterRegistry(), Clock.systemUTC()));
    private final CatchUp catchUp = new CatchUp(changes, this::states);

    private volatile String stored = "1";
    private volatile String memory = "";
    private volatile boolean away;
    private volatile boolean unreadable;
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger readings = new AtomicInteger();
    private volatile Semaphore brake = new Semaphore(1_000_000);

    CatchUpTest() {
        changes.on("caller", "select", () -> {
            readings.incrementAndGet();
            if (unreadable) {
                throw new IllegalStateException("can't be read");
            }
            memory = stored;
        });
    }

    @AfterEach
    void stop() {
        brake.release(1000);
        catchUp.stop();
    }

    private Map<String, String> states(Map<String, String> questions) throws SQLException {
        looks.incrementAndGet();
        String seen = stored;
        brake.acquireUninterruptibly();
        if (away) {
            throw new SQLException("away", "08001");
        }
        return Map.of("caller", seen);
    }

    private Outcome ask() {
        return catchUp.ask().await().atMost(Duration.ofSeconds(10));
    }

    private CompletableFuture<Outcome> askLater() {
        return catchUp.ask().subscribeAsCompletionStage();
    }

    @Test
    void readsAnewWhatNobodyAnnounced() {
        assertThat(ask()).isEqualTo(Outcome.READ_ANEW);
        assertThat(memory).isEqualTo("1");

        stored = "2";

        assertThat(ask()).isEqualTo(Outcome.READ_ANEW);
        assertThat(memory).isEqualTo("2");
    }

    @Test
    void readsNothingIfNothingHasChanged() {
        ask();

        assertThat(ask()).isEqualTo(Outcome.NOTHING_NEW);
        assertThat(readings).hasValue(1);
    }

    @Test
    void aFloodSharesTheLookThatBeginsAfterIt() {
        brake = new Semaphore(0);
        CompletableFuture<Outcome> first = askLater();
        await().untilAtomic(looks, is(1));

        List<CompletableFuture<Outcome>> flood = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            flood.add(askLater());
        }
        stored = "2";
        brake.release(2);

        assertThat(first.join()).isEqualTo(Outcome.READ_ANEW);
        // The look under way had read the state before they asked.
        flood.forEach(answer -> assertThat(answer.join()).isEqualTo(Outcome.READ_ANEW));
        assertThat(memory).isEqualTo("2");
        assertThat(looks).hasValue(2);
    }

    @Test
    void withoutTheDatabaseAFloodCostsOneTry() {
        away = true;

        for (int i = 0; i < 1000; i++) {
            assertThat(ask()).isEqualTo(Outcome.AWAY);
        }

        assertThat(looks.get()).isLessThan(10);
        assertThat(readings).hasValue(0);
    }

    @Test
    void goesOnWhenTheDatabaseIsBack() {
        away = true;
        assertThat(ask()).isEqualTo(Outcome.AWAY);

        away = false;

        await().until(() -> ask() == Outcome.READ_ANEW);
    }

    @Test
    void whatCouldNotBeReadIsReadNextTime() {
        unreadable = true;
        assertThat(ask()).isEqualTo(Outcome.AWAY);
        assertThat(memory).isEmpty();

        unreadable = false;

        await().until(() -> ask() == Outcome.READ_ANEW);
        assertThat(memory).isEqualTo("1");
    }

    @Test
    void isLateIfTheDatabaseIsSlowAndThenHoldsUpNobodyElse() {
        brake = new Semaphore(0);

        assertThat(ask()).isEqualTo(Outcome.LATE);
        await().until(() -> askLater().isDone());
        assertThat(askLater().join()).isEqualTo(Outcome.AWAY);

        brake.release(1000);
        await().until(() -> ask() == Outcome.NOTHING_NEW);
        assertThat(memory).isEqualTo("1");
    }

    @Test
    void askedAfterItStoppedItKnowsNoMore() {
        catchUp.stop();

        assertThat(ask()).isEqualTo(Outcome.AWAY);
    }
}
