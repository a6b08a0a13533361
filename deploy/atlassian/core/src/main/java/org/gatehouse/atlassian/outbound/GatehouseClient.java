package org.gatehouse.atlassian.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.gatehouse.atlassian.settings.SecretFile;
import org.gatehouse.atlassian.settings.Settings;

/**
 * Asks Gatehouse as the caller that this site is there.
 *
 * <p>Each exchange has a deadline for all of it, the body included; an answer is at most {@value #MAX_BODY} bytes; redirects are not
 * followed, as they would carry a token elsewhere. Failures are {@link IOException}s whose messages hold neither token nor secret.
 */
public final class GatehouseClient {
    private static final int MAX_BODY = 256 * 1024;
    private static final int UNAUTHORIZED = 401;
    /** In place of 401, for an address that has sent many wrong secrets. */
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient http;
    private final URI base;
    private final String callerId;
    private final SecretFile callerSecret;
    private final Duration timeout;

    /** @param settings with a URL */
    public GatehouseClient(Settings settings) throws IOException {
        base = settings.url().orElseThrow();
        callerId = settings.callerId();
        callerSecret = settings.callerSecret();
        timeout = settings.timeout();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout());
        if (settings.caFile().isPresent()) {
            try {
                builder.sslContext(TrustedCertificates.context(settings.caFile().get()));
            } catch (GeneralSecurityException | IOException e) {
                throw new IOException("gatehouse.ca-file holds no certificates that can be used: " + e.getMessage(), e);
            }
        }
        http = builder.build();
    }

    public Answer get(String path, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = request(path).GET();
        headers.forEach(request::setHeader);
        return ask(request);
    }

    public Answer postForm(String path, Map<String, String> form) throws IOException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return ask(request(path)
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer postJson(String path, String body) throws IOException {
        return ask(request(path).setHeader("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(timeout).setHeader("Accept", "application/json");
    }

    /** A secret that is refused may have been read while its file was being replaced: asked again, once, if it is another now. */
    private Answer ask(HttpRequest.Builder request) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        String secret = callerSecret.read();
        Answer answer = exchange(as(secret, request), end);
        boolean isRefused = answer.status() == UNAUTHORIZED || answer.status() == TOO_MANY_REQUESTS;
        return isRefused && callerSecret.readAgain(secret) ? exchange(as(callerSecret.read(), request), end) : answer;
    }

    private HttpRequest as(String secret, HttpRequest.Builder request) {
        String pair = callerId + ":" + secret;
        String credentials = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return request.setHeader("Authorization", "Basic " + credentials).build();
    }

    /** A connection that was closed while it rested in the pool fails at once and says nothing about Gatehouse: asked again, once. */
    private Answer exchange(HttpRequest request, long end) throws IOException {
        try {
            return exchangeOnce(request, end);
        } catch (HttpTimeoutException | ConnectException | TooLongException e) {
            throw e;
        } catch (IOException e) {
            return exchangeOnce(request, end);
        }
    }

    private Answer exchangeOnce(HttpRequest request, long end) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request, response -> new LimitedBody(MAX_BODY));
        try {
            return answer(exchange.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no complete answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            exchange.cancel(true);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(
                response.statusCode(),
                new String(response.body(), StandardCharsets.UTF_8),
                response.headers().firstValue("ETag"),
                response.headers().firstValue("Retry-After"),
                response.headers().firstValue("Date"));
    }
}
