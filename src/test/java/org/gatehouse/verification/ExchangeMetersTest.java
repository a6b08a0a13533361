package org.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;

class ExchangeMetersTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExchangeMeters exchanges = new ExchangeMeters(meters);

    private Uni<Judgement> measured(Judgement judgement) {
        return exchanges.measured("acme", Uni.createFrom().item(judgement));
    }

    private long count(String outcome) {
        return meters.get(ExchangeMeters.EXCHANGE)
                .tags("provider", "acme", "outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void tellApartWhatCameOfIt() {
        Judgement accepted = new Judgement.Accepted(new ClaimSet(Map.of()));
        assertThat(measured(accepted).await().indefinitely()).isSameAs(accepted);
        measured(new Judgement.Refused(Reason.NOT_ACTIVE)).await().indefinitely();
        measured(new Judgement.Failed(Outage.RATE_LIMITED, Optional.empty(), "429"))
                .await()
                .indefinitely();

        assertThat(count("accepted")).isEqualTo(1);
        assertThat(count("refused")).isEqualTo(1);
        assertThat(count("rate_limited")).isEqualTo(1);
    }

    @Test
    void countEachExchangeAndNotTheOffer() {
        Uni<Judgement> offered = measured(new Judgement.Refused(Reason.NOT_ACTIVE));
        assertThat(meters.getMeters()).isEmpty();

        offered.await().indefinitely();
        offered.await().indefinitely();

        assertThat(count("refused")).isEqualTo(2);
    }

    @Test
    void countOneThatNobodyWaitsForAnyMoreAsAbandoned() {
        exchanges
                .measured("acme", Uni.createFrom().nothing())
                .subscribe()
                .with(_ -> {})
                .cancel();

        assertThat(count("abandoned")).isEqualTo(1);
    }
}
