package org.gatehouse.atlassian.basic;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.atlassian.basic.BasicUsage.Count;
import org.gatehouse.atlassian.json.Json;
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.outbound.GatehouseClient;

/** Tells Gatehouse what this site saw. */
public final class SiteReporter {
    private static final Logger LOG = Log.of(SiteReporter.class);

    private final GatehouseClient client;
    private final Supplier<Site> site;
    private final BasicUsage usage;
    private final Supplier<List<Map<String, Object>>> findings;
    private volatile String problem = "";

    /**
     * @param site asked each time: at the start, the product may not know itself yet
     * @param findings what administrators have to know of it
     */
    public SiteReporter(
            GatehouseClient client,
            Supplier<Site> site,
            BasicUsage usage,
            Supplier<List<Map<String, Object>>> findings) {
        this.client = client;
        this.site = site;
        this.usage = usage;
        this.findings = findings;
    }

    /** Never throws: what can't be reported now is reported next time. */
    public void report(Optional<Long> policyVersion) {
        Map<BasicUse, Count> uses = usage.drain();
        boolean reported = false;
        try {
            int status = client.postJson("api/v1/site-reports", Json.write(document(policyVersion, uses)))
                    .status();
            // A report that is refused as such would be refused again.
            reported = status == 204 || status == 400 || status == 413 || status == 422;
            if (status == 204) {
                found("");
            } else if (status >= 400 && status < 500) {
                found("the site report is answered " + status);
            } else {
                LOG.log(Level.DEBUG, "The site report was answered {0}", Integer.toString(status));
            }
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    "The site report was not sent: {0}",
                    e.getClass().getSimpleName());
        } finally {
            if (!reported) {
                usage.restore(uses);
            }
        }
    }

    /** Why Gatehouse refuses the reports; empty if it does not. */
    public String problem() {
        return problem;
    }

    private void found(String now) {
        if (!now.isEmpty() && !now.equals(problem)) {
            LOG.log(Level.WARNING, now);
        }
        problem = now;
    }

    private Map<String, Object> document(Optional<Long> policyVersion, Map<BasicUse, Count> uses) {
        Site here = site.get();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("plugin", ordered("version", here.pluginVersion(), "flavour", here.flavour()));
        document.put("product", ordered("name", here.productName(), "version", here.productVersion()));
        policyVersion.ifPresent(version -> document.put("policyVersion", version));
        document.put("findings", findings.get());
        List<Object> basic = new ArrayList<>();
        uses.forEach((use, count) -> basic.add(ordered(
                "username", use.username(),
                "pathClass", use.pathClass(),
                "network", use.network(),
                "client", use.client(),
                "count", count.count,
                "firstSeen", count.first,
                "lastSeen", count.last)));
        document.put("basic", basic);
        return document;
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}
