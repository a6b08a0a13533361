package org.gatehouse.atlassian.introspection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.json.JsonObject;
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.outbound.Answer;
import org.gatehouse.atlassian.outbound.CircuitBreaker;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.outbound.TooLongException;

/**
 * Asks Gatehouse's introspection endpoint.
 *
 * <p>Only an answer that says so is active or inactive. Everything else is unavailable: no answer, one that can't be read, a refusal of
 * our own credentials. What shows that Gatehouse itself is in trouble counts for the circuit breaker; a 503 does not, as it says that
 * <em>a provider</em> is, and tokens of the others can be judged.
 */
final class IntrospectionEndpoint {
    private static final Logger LOG = Log.of(IntrospectionEndpoint.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final GatehouseClient client;
    private final CircuitBreaker breaker;
    private volatile String problem = "";

    IntrospectionEndpoint(GatehouseClient client, Clock clock) {
        this.client = client;
        this.breaker = new CircuitBreaker(clock);
    }

    Introspection ask(Question question) {
        Optional<Duration> pause = breaker.pause();
        if (pause.isPresent()) {
            return Introspection.unavailable(pause.get());
        }
        Runnable outcome = breaker::failed;
        try {
            Answer answer = client.postForm("introspect", question.form());
            if (answer.status() < 500 || answer.status() == 503) {
                outcome = breaker::succeeded;
            }
            if (answer.status() == 200) {
                Introspection result = read(JsonObject.parse(answer.body()));
                found("");
                return result;
            }
            if (answer.status() != 503 && answer.status() != 429) {
                found("introspection is answered " + answer.status());
            }
            return Introspection.unavailable(answer.retryAfter().orElse(ASK_AGAIN));
        } catch (JsonException e) {
            outcome = breaker::failed;
            found("the introspection answer is not understood: " + e.getMessage());
        } catch (TooLongException e) {
            outcome = breaker::succeeded;
            found(e.getMessage());
        } catch (HttpConnectTimeoutException e) {
            found(unreachable(e));
        } catch (HttpTimeoutException e) {
            outcome = () -> breaker.timedOut(question.tokenHash());
            found("Gatehouse does not answer in time");
        } catch (IOException e) {
            found(unreachable(e));
        } finally {
            outcome.run();
        }
        return Introspection.unavailable(ASK_AGAIN);
    }

    private static String unreachable(IOException e) {
        return "Gatehouse can't be reached: " + e.getClass().getSimpleName();
    }

    /** What is wrong at the moment; empty if nothing is. */
    String problem() {
        return problem;
    }

    /** An active token without a username can't be logged in and is as good as inactive. */
    private static Introspection read(JsonObject answer) throws JsonException {
        boolean active = answer.bool("active").orElseThrow(() -> new JsonException("active is missing"));
        String username = answer.string("username").orElse("");
        if (!active || username.isBlank()) {
            return Introspection.inactive();
        }
        Instant expiry =
                answer.integer("exp").map(IntrospectionEndpoint::instant).orElse(Instant.MAX);
        return Introspection.active(username, expiry);
    }

    private static Instant instant(long seconds) {
        return Instant.ofEpochSecond(Math.max(0, Math.min(seconds, Instant.MAX.getEpochSecond())));
    }

    private void found(String now) {
        String before = problem;
        if (before.equals(now)) {
            return;
        }
        problem = now;
        if (now.isEmpty()) {
            LOG.log(Level.INFO, "Gatehouse answers again");
        } else {
            LOG.log(Level.WARNING, now);
        }
    }
}
