package org.gatehouse.introspection;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every known way to pass a bad JWT for a good one, each presented to the whole decision. */
class JwtPitfallsTest {

    @TestFactory
    Stream<DynamicTest> pitfalls() {
        return Stream.of(
                        ShapePitfalls.all(),
                        JsonPitfalls.all(),
                        HeaderPitfalls.all(),
                        SignaturePitfalls.all(),
                        KeySetPitfalls.all(),
                        ClaimPitfalls.all(),
                        KindPitfalls.all())
                .flatMap(List::stream)
                .map(pitfall -> DynamicTest.dynamicTest(pitfall.name(), () -> run(pitfall)));
    }

    private static void run(Pitfall pitfall) {
        try (House house = new House()) {
            pitfall.trial().run(house);
        } catch (RuntimeException | AssertionError e) {
            // Not every report shows the names of dynamic tests.
            throw new AssertionError(pitfall.name() + ": " + e.getMessage(), e);
        }
    }
}
