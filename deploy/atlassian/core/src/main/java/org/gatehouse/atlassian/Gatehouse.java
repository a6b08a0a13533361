package org.gatehouse.atlassian;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatehouse.atlassian.assertion.AssertionVerifier;
import org.gatehouse.atlassian.basic.BasicUsage;
import org.gatehouse.atlassian.basic.Site;
import org.gatehouse.atlassian.basic.SiteReporter;
import org.gatehouse.atlassian.decision.Gate;
import org.gatehouse.atlassian.introspection.Introspector;
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.outbound.Answer;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.policy.AccessPolicy;
import org.gatehouse.atlassian.policy.PolicyKeeper;
import org.gatehouse.atlassian.settings.Settings;

/**
 * Wires the parts for one site, and keeps the policy and the reports going in a thread of its own until it is closed.
 *
 * <p>Only for a site that is configured: see {@link Settings#url}.
 */
public final class Gatehouse implements AutoCloseable {
    private static final Logger LOG = Log.of(Gatehouse.class);

    private final Settings settings;
    private final GatehouseClient client;
    private final PolicyKeeper policies;
    private final Introspector introspector;
    private final AssertionVerifier assertions;
    private final SiteReporter reporter;
    private final Gate gate;
    private final ScheduledExecutorService housekeeping;
    private long nextReport = System.nanoTime();

    public Gatehouse(Settings settings, Supplier<Site> site) throws IOException {
        this.settings = settings;
        Clock clock = Clock.systemUTC();
        client = new GatehouseClient(settings);
        BasicUsage usage = new BasicUsage(clock);
        policies = new PolicyKeeper(client, settings.callerId(), settings.home(), clock);
        introspector = new Introspector(client, settings.cacheEntries(), settings.maxWaiting(), clock);
        assertions = new AssertionVerifier(client, clock);
        gate = new Gate(Gatehouse::isEnabled, policies, introspector, assertions, settings.proxyMode(), usage);
        reporter = new SiteReporter(client, site, usage, gate.watch()::findings);
        housekeeping = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gatehouse-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
    }

    public void start() {
        long pause = settings.policyInterval().toMillis();
        housekeeping.scheduleWithFixedDelay(this::keepHouse, 0, pause, TimeUnit.MILLISECONDS);
    }

    public Gate gate() {
        return gate;
    }

    public Settings settings() {
        return settings;
    }

    /** Asks for the policy once, whatever is known of it, to see whether Gatehouse can be asked. */
    public Answer reach() throws IOException {
        return client.get("access-policy", Map.of());
    }

    /** Whether bearer tokens are decided about here, as far as is known. */
    public boolean judgesTokens() {
        return isEnabled()
                && policies.current().map(AccessPolicy::tokensEnabled).orElse(false);
    }

    /** What a system administrator may want to know. Holds no secrets. */
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        Optional<AccessPolicy> policy = policies.current();
        status.put("enabled", isEnabled());
        status.put("gatehouse", settings.url().map(Object::toString).orElse(""));
        status.put("caller", settings.callerId());
        status.put("policyVersion", policy.map(AccessPolicy::version).orElse(null));
        status.put("policyConfirmed", policies.confirmed().orElse(null));
        status.put("policyProblem", policies.problem());
        status.put("tokens", policy.map(AccessPolicy::tokensEnabled).orElse(null));
        status.put("basicStage", policy.map(known -> known.basic().stage()).orElse(null));
        status.put("proxyMode", settings.proxyMode());
        status.put("introspectionProblem", introspector.problem());
        status.put("reportProblem", reporter.problem());
        status.put("findings", gate.watch().findings());
        status.put("introspections", introspector.counters().snapshot());
        return status;
    }

    @Override
    public void close() {
        housekeeping.shutdownNow();
    }

    /** The emergency switch. Read each time, so that it also works without a restart where system properties can be set. */
    private static boolean isEnabled() {
        return !"false".equalsIgnoreCase(System.getProperty(Settings.ENABLED));
    }

    private void keepHouse() {
        try {
            policies.refresh();
            assertions.refreshKeys();
            Optional<AccessPolicy> policy = policies.current();
            long now = System.nanoTime();
            if (policy.isPresent() && now - nextReport >= 0) {
                nextReport = now + policy.get().reportEvery().toNanos();
                reporter.report(policy.map(AccessPolicy::version));
            }
        } catch (RuntimeException | Error e) {
            // Whatever is thrown would end the schedule, and tell nobody.
            LOG.log(Level.WARNING, "Housekeeping failed", e);
        }
    }
}
