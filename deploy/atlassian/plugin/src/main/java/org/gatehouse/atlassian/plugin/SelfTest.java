package org.gatehouse.atlassian.plugin;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.atlassian.Gatehouse;
import org.gatehouse.atlassian.outbound.Answer;

/**
 * What can be checked from inside of a node: whether Gatehouse can be asked, and what becomes of three REST calls that the node sends to
 * itself, without a token, with a bad one and, if the administrator gave one, with a good one.
 */
final class SelfTest {
    /** The administrator's request may bring a token in it, which is tried and shown nowhere. */
    static final String TOKEN_HEADER = "X-Gatehouse-Test-Token";

    private static final String PATH = "/rest/gatehouse-self-test";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Of a proxy's assertion, which is good for half a minute. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(20);

    private final Gatehouse gatehouse;
    private final HttpServletRequest request;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
    private final List<Map<String, Object>> checks = new ArrayList<>();

    private SelfTest(Gatehouse gatehouse, HttpServletRequest request) {
        this.gatehouse = gatehouse;
        this.request = request;
    }

    static List<Map<String, Object>> run(Gatehouse gatehouse, HttpServletRequest request) {
        SelfTest test = new SelfTest(gatehouse, request);
        test.tls();
        test.reach();
        test.withoutToken();
        test.badToken();
        test.goodToken();
        return test.checks;
    }

    private void tls() {
        try {
            Class.forName("javax.net.ssl.SSLContext", true, SelfTest.class.getClassLoader());
            note("tls-classes", "ok", "the plugin can use Java's TLS");
        } catch (ClassNotFoundException | LinkageError e) {
            note("tls-classes", "failed", "the product does not give the plugin javax.net.ssl: gatehouse.ca-file can't work");
        }
    }

    private void reach() {
        try {
            Answer answer = gatehouse.reach();
            boolean good = answer.status() == 200;
            note("gatehouse", good ? "ok" : "failed", "Gatehouse answers " + answer.status() + " to the question for the access policy");
            Optional<Duration> off = answer.date().map(there -> Duration.between(there, Instant.now()).abs());
            if (off.isPresent()) {
                boolean near = off.get().compareTo(CLOCK_TOLERANCE) <= 0;
                note("clock", near ? "ok" : "failed", "this node's clock and Gatehouse's are " + off.get().getSeconds() + " s apart");
            } else {
                note("clock", "not tried", "Gatehouse did not say what time it is");
            }
        } catch (IOException e) {
            note("gatehouse", "failed", "Gatehouse can't be asked: " + e.getClass().getSimpleName());
        }
    }

    private void withoutToken() {
        Probe probe = Probe.start();
        try {
            int status = send(probe, Optional.empty()).statusCode();
            gatehouse.gate().watch().probed(probe.isSeenByFirst(), probe.isSeenBySecond());
            note("first-filter", probe.isSeenByFirst() ? "ok" : "failed", "the first filter "
                    + (probe.isSeenByFirst() ? "sees" : "does not see") + " a REST call without a user");
            note("second-filter", probe.isSeenBySecond() ? "ok" : "failed", "the second filter "
                    + (probe.isSeenBySecond() ? "sees" : "does not see") + " a REST call without a user");
            note("without-token", probe.isSeenBySecond() ? "ok" : "failed", "a REST call without a token is answered " + status);
        } catch (IOException e) {
            note("without-token", "not tried", notReached(e));
        } finally {
            probe.end();
        }
    }

    private void badToken() {
        if (!gatehouse.judgesTokens()) {
            note("bad-token", "not tried", "tokens are off");
            return;
        }
        Probe probe = Probe.start();
        try {
            HttpResponse<Void> response = send(probe, Optional.of("gth_" + UUID.randomUUID()));
            boolean ours = response.headers().allValues("WWW-Authenticate").stream().anyMatch(value -> value.contains("invalid_token"));
            note("bad-token", ours ? "ok" : "failed", "a REST call with a token that is not good is answered " + response.statusCode()
                    + (ours ? " by the plugin" : ""));
        } catch (IOException e) {
            note("bad-token", "not tried", notReached(e));
        } finally {
            probe.end();
        }
    }

    private void goodToken() {
        String token = request.getHeader(TOKEN_HEADER);
        if (token == null || token.isEmpty()) {
            note("good-token", "not tried", "send a token in the header " + TOKEN_HEADER + " to have it tried");
            return;
        }
        Probe probe = Probe.start();
        try {
            int status = send(probe, Optional.of(token)).statusCode();
            boolean good = probe.isSeenBySecond() && probe.isUserKnown();
            note("good-token", good ? "ok" : "failed", good ? "the token logs its user in" : "a REST call with the token is answered " + status);
        } catch (IOException | IllegalArgumentException e) {
            note("good-token", "not tried", notReached(e));
        } finally {
            probe.end();
        }
    }

    private HttpResponse<Void> send(Probe probe, Optional<String> token) throws IOException {
        String address = request.getLocalAddr().contains(":") ? "[" + request.getLocalAddr() + "]" : request.getLocalAddr();
        URI here = URI.create("http://" + address + ":" + request.getLocalPort() + request.getContextPath() + PATH);
        HttpRequest.Builder call = HttpRequest.newBuilder(here).timeout(PATIENCE).setHeader(Probe.HEADER, probe.name());
        token.ifPresent(value -> call.setHeader("Authorization", "Bearer " + value));
        try {
            return http.send(call.build(), BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String notReached(Exception e) {
        return "the node can't call itself over http (" + e.getClass().getSimpleName() + "): run check-site.sh from outside";
    }

    private void note(String check, String result, String detail) {
        Map<String, Object> noted = new LinkedHashMap<>();
        noted.put("check", check);
        noted.put("result", result);
        noted.put("detail", detail);
        checks.add(noted);
    }
}
