package org.gatehouse.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.access.AccessPolicyForm.Except;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list of the products' own "disable basic authentication", as {@code GET /rest/basicauth/1.0/config} answers it. An
 * asterisk stands for any characters there. A policy knows starts of paths and whole usernames, so an asterisk counts at the end of a
 * path only.
 *
 * @param blockRequests whether the product refuses Basic; no exception, so it changes nothing here
 */
record AllowList(
        @JsonProperty("block-requests") @Nullable Boolean blockRequests,
        @JsonProperty("allowed-paths") @Nullable List<@Nullable String> allowedPaths,
        @JsonProperty("allowed-users") @Nullable List<@Nullable String> allowedUsers) {

    /**
     * The exceptions that are there and those of the list.
     *
     * @throws Problem 400 with every entry that can't be said in a policy
     */
    Except addedTo(Except present) {
        List<Violation> wrong = new ArrayList<>();
        Set<@Nullable String> users = joined(present.users());
        Set<@Nullable String> paths = joined(present.paths());
        for (int i = 0; i < size(allowedUsers); i++) {
            String user = text(allowedUsers, i);
            if (user.contains("*")) {
                wrong.add(Violation.at(
                        "has an asterisk: a policy excepts users by their whole name. Leave it out, and name them in basic.except.users",
                        "allowed-users",
                        i));
            }
            users.add(user);
        }
        for (int i = 0; i < size(allowedPaths); i++) {
            String path = text(allowedPaths, i);
            String start = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
            if (start.contains("*")) {
                wrong.add(Violation.at(
                        "has an asterisk before its end: a policy excepts paths by their start. Leave it out, and name what it stands for in basic.except.paths",
                        "allowed-paths",
                        i));
            } else {
                int index = i;
                PathPrefix.complaint(start)
                        .ifPresent(complaint -> wrong.add(Violation.at(complaint, "allowed-paths", index)));
            }
            paths.add(start);
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
        return new Except(new ArrayList<>(users), new ArrayList<>(paths), present.networks());
    }

    private static Set<@Nullable String> joined(@Nullable List<@Nullable String> present) {
        return present == null ? new LinkedHashSet<>() : new LinkedHashSet<>(present);
    }

    private static int size(@Nullable List<@Nullable String> entries) {
        return entries == null ? 0 : entries.size();
    }

    private static String text(@Nullable List<@Nullable String> entries, int index) {
        String entry = entries == null ? null : entries.get(index);
        return entry == null ? "" : entry;
    }
}
