package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterLabelsTest {
    private final MeterFilter filter = new MeterLabels().boundedHttpLabels();

    private Meter.Id filtered(String name, String method, String uri) {
        return filter.map(new Meter.Id(name, Tags.of("method", method, "uri", uri), null, null, Meter.Type.TIMER));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /introspect, POST, /introspect",
        "POST, /introspect/eyJhbGciOi, POST, /introspect",
        "GET, /api/v1/providers/{id}, GET, /api/v1",
        "GET, /q/health/live, GET, /q",
        "GET, /introspected, GET, OTHER",
        "GET, /eyJhbGciOi, GET, OTHER",
        "MXXXX, /introspect, OTHER, /introspect",
        "get, /introspect, OTHER, /introspect"
    })
    void holdNothingThatAStrangerWrote(String method, String uri, String methodLabel, String uriLabel) {
        Meter.Id id = filtered("http.server.requests", method, uri);

        assertThat(id.getTag("method")).isEqualTo(methodLabel);
        assertThat(id.getTag("uri")).isEqualTo(uriLabel);
    }

    @Test
    void ofOtherMetersAreLeftAlone() {
        assertThat(filtered("gatehouse.introspections", "x", "y").getTag("uri")).isEqualTo("y");
    }
}
