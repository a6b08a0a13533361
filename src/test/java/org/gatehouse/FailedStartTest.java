package org.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.gatehouse.config.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

class FailedStartTest {

    private static Throwable wrapped(Throwable cause) {
        return new IllegalStateException(
                "Failed to start", new RuntimeException("Unable to obtain a connection", cause));
    }

    private static PSQLException fromTheServer(String state, String message) {
        return new PSQLException(new ServerErrorMessage("SFATAL\0VFATAL\0C" + state + "\0M" + message + "\0"));
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, QUARKUS_DATASOURCE_PASSWORD",
        "28000, QUARKUS_DATASOURCE_USERNAME",
        "3D000, Create the database",
        "42501, owner of the database",
        "08006, that the server is up",
    })
    void tellsWhatTheDatabaseSaidAndTheCure(String state, String cure) {
        assertThat(FailedStart.explanation(wrapped(fromTheServer(state, "what it said"))))
                .hasValueSatisfying(words ->
                        assertThat(words).contains("FATAL: what it said").contains(cure));
    }

    @Test
    void tellsWhatTheNetworkSaid() {
        PSQLException failure = new PSQLException(
                "The connection attempt failed.",
                PSQLState.CONNECTION_UNABLE_TO_CONNECT,
                new UnknownHostException("db"));

        assertThat(FailedStart.explanation(wrapped(failure))).hasValueSatisfying(words -> assertThat(words)
                .contains("The connection attempt failed. (java.net.UnknownHostException: db)"));
    }

    @Test
    void tellsWhichPortIsTaken() {
        assertThat(FailedStart.explanation(
                        wrapped(new QuarkusBindException("0.0.0.0", 8080, new BindException("in use")))))
                .hasValueSatisfying(words -> assertThat(words).contains("port 8080 of 0.0.0.0", "QUARKUS_HTTP_PORT"));
    }

    @Test
    void repeatsARefusalOfOurs() {
        assertThat(FailedStart.explanation(wrapped(new StartRefused("Set this."))))
                .hasValue("Set this.");
    }

    @Test
    void hasNoWordsForWhatAnOperatorCanNotMend() {
        assertThat(FailedStart.explanation(wrapped(new IOException("broken")))).isEmpty();
        assertThat(FailedStart.explanation(wrapped(fromTheServer("42P01", "relation \"x\" does not exist"))))
                .isEmpty();
        assertThat(FailedStart.explanation(wrapped(new PSQLException("no state", null))))
                .isEmpty();
    }

    @Test
    void endsWhereCausesGoRoundInACircle() {
        Exception one = new Exception("one");
        one.initCause(new Exception("two", one));

        assertThat(FailedStart.explanation(one)).isEmpty();
    }
}
