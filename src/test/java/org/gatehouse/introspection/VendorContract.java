package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;

/** The contract with one vendor that is asked about tokens: a house of its own for each test, and what to find out in it. */
abstract class VendorContract extends AskedInTrouble {
    private static final AtomicLong SERIAL = new AtomicLong();

    final VendorHouse house = new VendorHouse();

    @AfterEach
    void close() {
        house.close();
    }

    /** So many hexadecimal digits that no token had yet. */
    static String fresh(int digits) {
        return "%%0%dx".formatted(digits).formatted(SERIAL.incrementAndGet());
    }

    /** What a caller is told of a token that is active. */
    ActiveResponse active(String token) {
        Verdict verdict = house.verdict(token);
        assertThat(verdict).isInstanceOf(Verdict.Active.class);
        return ActiveResponse.of((Verdict.Active) verdict, true);
    }

    String username(String token) {
        return active(token).username();
    }

    Reason reason(String token) {
        return house.reason(token);
    }

    Outage outage(String token) {
        return house.undetermined(token).outage();
    }
}
