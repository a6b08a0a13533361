package org.gatehouse.access;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.gatehouse.access.AccessPolicyForm.Except;
import org.gatehouse.caller.Product;
import org.gatehouse.fuzz.Input;
import org.gatehouse.problem.Problem;
import org.gatehouse.rest.TestMapper;

/** Access policies, allow-lists and site reports as they may be sent. A policy that was accepted is accepted again, and is the same. */
public final class AccessPolicyFuzz {
    private static final ObjectMapper JSON = TestMapper.strict();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccessPolicyForm DEFAULTS =
            new ProductProfiles().of(Product.JIRA).policy();

    private AccessPolicyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Input.text(input);
        attempt(() -> policy(JSON.readValue(text, AccessPolicyForm.class)));
        attempt(() -> allowList(JSON.readValue(text, AllowList.class)));
        attempt(() -> report(JSON.readValue(text, SiteReportForm.class)));
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException | Problem refused) {
            holds(!String.valueOf(refused.getMessage()).isEmpty(), "a refusal says why");
        }
    }

    private static void policy(AccessPolicyForm form) throws IOException {
        if (form == null) {
            return;
        }
        AccessPolicyForm checked = PolicyCheck.checked(form);
        same(checked, PolicyCheck.checked(checked), "a checked policy is fine");
        AccessPolicyForm whole = checked.over(DEFAULTS);
        String written = JSON.writeValueAsString(whole);
        same(whole, JSON.readValue(written, AccessPolicyForm.class), "a policy is read as it is written");
        same(whole, PolicyCheck.checked(whole), "with its defaults it is fine too");
    }

    private static void allowList(AllowList list) {
        if (list != null) {
            Except added = list.addedTo(new Except(List.of(), List.of(), List.of()));
            added.paths().forEach(path -> holds(PathPrefix.complaint(path).isEmpty(), "an excepted path is a prefix"));
            holds(added.users().stream().noneMatch(user -> user.contains("*")), "a user is named whole");
        }
    }

    private static void report(SiteReportForm form) {
        if (form != null) {
            form.checked("jira", NOW).uses().forEach(use -> {
                holds(use.count() > 0, "a use was seen");
                holds(!use.lastSeen().isAfter(NOW) && !use.firstSeen().isAfter(use.lastSeen()), "times in their order");
            });
        }
    }
}
