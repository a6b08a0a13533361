package org.gatehouse.atlassian.policy;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.outbound.Answer;
import org.gatehouse.atlassian.outbound.GatehouseClient;

/**
 * Keeps the site's access policy: fetched with its {@code ETag}, kept while Gatehouse can't be reached or answers nonsense, and, if there
 * is a folder for it, kept over a restart of the product as well.
 */
public final class PolicyKeeper {
    private static final Logger LOG = Log.of(PolicyKeeper.class);
    private static final String FILE = "access-policy.json";

    private final GatehouseClient client;
    private final String callerId;
    private final Optional<Path> file;
    private final Clock clock;

    private volatile AccessPolicy current;
    private volatile Instant confirmed;
    private volatile String problem = "";
    private String etag = "";

    public PolicyKeeper(GatehouseClient client, String callerId, Optional<Path> home, Clock clock) {
        this.client = client;
        this.callerId = callerId;
        this.file = home.map(folder -> folder.resolve(FILE));
        this.clock = clock;
        file.ifPresent(this::restore);
    }

    /** The last policy that is known; empty if there never was one. */
    public Optional<AccessPolicy> current() {
        return Optional.ofNullable(current);
    }

    /** When Gatehouse last said that this is the policy; empty if it was only read from the disk. */
    public Optional<Instant> confirmed() {
        return Optional.ofNullable(confirmed);
    }

    /** Why the last refresh failed; empty if it did not. */
    public String problem() {
        return problem;
    }

    /** Asks whether there is a newer policy. Never throws: whatever goes wrong, the last one stays. */
    public synchronized void refresh() {
        try {
            Answer answer = client.get("access-policy", etag.isEmpty() ? Map.of() : Map.of("If-None-Match", etag));
            if (answer.status() == 200) {
                adopt(answer);
            } else if (answer.status() != 304) {
                failed("Gatehouse answered " + answer.status());
                return;
            }
            confirmed = clock.instant();
            if (!problem.isEmpty()) {
                LOG.log(Level.INFO, "The access policy can be fetched again");
                problem = "";
            }
        } catch (JsonException e) {
            failed("it is not understood: " + e.getMessage());
        } catch (IOException | RuntimeException | Error e) {
            failed(e.getClass().getSimpleName());
        }
    }

    private void adopt(Answer answer) throws JsonException {
        AccessPolicy policy = AccessPolicy.parse(answer.body());
        if (current == null || current.version() != policy.version()) {
            LOG.log(Level.INFO, "Access policy version {0} is in force", Long.toString(policy.version()));
        }
        current = policy;
        etag = answer.etag().orElse("");
        file.ifPresent(path -> keep(path, answer.body()));
    }

    private void failed(String reason) {
        if (!reason.equals(problem)) {
            LOG.log(Level.WARNING, "The access policy cannot be fetched, the last one stays in force: {0}", reason);
            problem = reason;
        }
    }

    private void restore(Path path) {
        try {
            AccessPolicy kept = AccessPolicy.parse(Files.readString(path, StandardCharsets.UTF_8));
            if (kept.caller().equals(callerId)) {
                current = kept;
            }
        } catch (NoSuchFileException e) {
            // The first start.
        } catch (IOException | JsonException e) {
            LOG.log(
                    Level.WARNING,
                    "The access policy on the disk cannot be used: {0}",
                    e.getClass().getSimpleName());
        }
    }

    private static void keep(Path path, String document) {
        try {
            Path fresh = Files.createTempFile(path.getParent(), "access-policy", ".tmp");
            Files.writeString(fresh, document, StandardCharsets.UTF_8);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "The access policy cannot be kept on the disk: {0}",
                    e.getClass().getSimpleName());
        }
    }
}
