package org.gatehouse.atlassian.decision;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.gatehouse.atlassian.logging.Log;

/**
 * Whether the product shows our filters what they must see. No product's documentation promises it: a location may not run for REST, an
 * access annotation may not count. What is not seen can't be enforced, and must at least be said.
 */
public final class FilterWatch {
    private static final Logger LOG = Log.of(FilterWatch.class);
    private static final String NOT_ENFORCED =
            "The second filter sees no REST calls here: requests without a user can't be refused for certain.";

    private final LongAdder served = new LongAdder();
    private final LongAdder unserved = new LongAdder();
    private final LongAdder unadmitted = new LongAdder();
    private final LongAdder productFirst = new LongAdder();
    private volatile boolean told;

    void served() {
        served.increment();
    }

    void unserved() {
        unserved.increment();
        if (isEnforcementMissing() && !told) {
            told = true;
            LOG.log(Level.ERROR, NOT_ENFORCED);
        }
    }

    void unadmitted() {
        unadmitted.increment();
    }

    void productFirst() {
        productFirst.increment();
    }

    /** What became of a request without a user that a self-test sent. */
    public void probed(boolean firstSawIt, boolean secondSawIt) {
        if (!firstSawIt) {
            unadmitted();
        }
        if (!secondSawIt) {
            unserved();
        }
    }

    /** Whether answers were given that only the first filter saw the requests of, and none that the second one did. */
    boolean isEnforcementMissing() {
        return unserved.sum() > 0 && served.sum() == 0;
    }

    /** What an administrator has to know: {@code code}, {@code text} and {@code count} each. */
    public List<Map<String, Object>> findings() {
        List<Map<String, Object>> findings = new ArrayList<>();
        if (isEnforcementMissing()) {
            add(findings, "enforcement-missing", NOT_ENFORCED, unserved);
        } else {
            add(
                    findings,
                    "enforcement-passed-by",
                    "Answers to REST calls that the second filter did not see.",
                    unserved);
        }
        add(
                findings,
                "admission-missing",
                "REST calls that the first filter did not see: bearer tokens are not judged there. The product does not honour its access annotation.",
                unadmitted);
        add(findings, "product-first", "Tokens that the product logged in before Gatehouse was asked.", productFirst);
        return findings;
    }

    private static void add(List<Map<String, Object>> findings, String code, String text, LongAdder count) {
        if (count.sum() > 0) {
            Map<String, Object> finding = new LinkedHashMap<>();
            finding.put("code", code);
            finding.put("text", text);
            finding.put("count", count.sum());
            findings.add(finding);
        }
    }
}
