package org.gatehouse.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.gatehouse.database.PostgresTestResource;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class RequestIdsTest {
    private static final String MADE = "[0-9a-f]{32}";

    private static String answered(String path, String... ids) {
        var request = given();
        for (String id : ids) {
            request.header("X-Request-Id", id);
        }
        List<String> answered = request.get(path).headers().getValues("X-Request-Id");
        assertThat(answered).hasSize(1);
        return answered.getFirst();
    }

    /** The members of each line at ERROR while this runs. */
    private static List<Map<String, String>> errorsWhile(Runnable work) {
        List<Map<String, String>> members = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.ERROR.intValue()) {
                    members.add(ExtLogRecord.wrap(line).getMdcCopy());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            work.run();
        } finally {
            root.removeHandler(handler);
        }
        return members;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Az09._-", "4bf92f3577b34da6a3ce929d0e0e4736"})
    void areKeptIfTheyAreHarmless(String id) {
        assertThat(answered("/q/health/live", id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "ä", "a=b", "{a}", "a,b", "../a"})
    void areMadeInPlaceOfOthers(String id) {
        assertThat(RequestIds.of(List.of(id))).matches(MADE);
        assertThat(answered("/q/health/live", id)).matches(MADE);
    }

    @Test
    void areAtMost128CharactersLong() {
        assertThat(answered("/q/health/live", "x".repeat(128))).isEqualTo("x".repeat(128));
        assertThat(answered("/q/health/live", "x".repeat(129))).matches(MADE);
        assertThat(RequestIds.of(List.of(""))).matches(MADE);
    }

    @Test
    void areMadeIfThereIsNoneOrMoreThanOne() {
        assertThat(answered("/q/health/live")).matches(MADE);
        assertThat(answered("/q/health/live", "one", "two")).matches(MADE);
    }

    @Test
    void areNotMadeTwice() {
        assertThat(answered("/q/health/live")).isNotEqualTo(answered("/q/health/live"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/introspect", "/forward-auth", "/access-policy", "/api/v1/callers", "/api/v1/%00", "/none"})
    void areInRefusalsToo(String path) {
        assertThat(given().urlEncodingEnabled(false)
                        .header("X-Request-Id", "refused-1")
                        .get(path)
                        .header("X-Request-Id"))
                .isEqualTo("refused-1");
    }

    @Test
    void areInTheLineAboutAFailureOfOurs() {
        List<Map<String, String>> errors = errorsWhile(
                () -> assertThat(answered("/api/failing/with/bug", "broken-1")).isEqualTo("broken-1"));

        assertThat(errors).singleElement().satisfies(line -> assertThat(line).containsEntry("requestId", "broken-1"));
    }
}
