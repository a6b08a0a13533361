package org.gatehouse.access;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.access.BasicUse.Who;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/** What a plugin saw. A newer plugin may say more; what is not known here is ignored. */
@JsonIgnoreProperties(ignoreUnknown = true)
record SiteReportForm(
        @Nullable Plugin plugin,
        @Nullable SiteProduct product,
        @Nullable Long policyVersion,
        @Nullable List<@Nullable Said> findings,
        @Nullable List<@Nullable Entry> basic) {
    private static final int MAX_ENTRIES = 500;
    private static final int MAX_TEXT = 60;
    private static final int MAX_FINDINGS = 20;
    private static final int MAX_FINDING = 300;
    private static final long MAX_COUNT = 1_000_000_000;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Plugin(@Nullable String version, @Nullable String flavour) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record SiteProduct(@Nullable String name, @Nullable String version) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @Nullable String username,
            @Nullable String pathClass,
            @Nullable String network,
            @Nullable String client,
            @Nullable Long count,
            @Nullable String firstSeen,
            @Nullable String lastSeen) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Said(
            @Nullable String code,
            @Nullable String text,
            @Nullable Long count) {}

    /**
     * What an administrator has to know of the site, such as that one of the plugin's filters is not run.
     *
     * @param count how often it was seen since the plugin started
     */
    record Finding(String code, String text, long count) {}

    /** What the site said of itself; empty where it said nothing. */
    record Site(
            String pluginVersion,
            String pluginFlavour,
            String productName,
            String productVersion,
            long policyVersion,
            List<Finding> findings,
            Instant reportedAt) {}

    /** A checked report. */
    record Checked(Site site, List<BasicUse> uses) {}

    /**
     * Checks the whole report.
     *
     * @param now nothing is believed to be seen later
     * @throws Problem 400 with everything that is wrong
     */
    Checked checked(String caller, Instant now) {
        List<Violation> wrong = new ArrayList<>();
        Site site = new Site(
                text(plugin == null ? null : plugin.version(), MAX_TEXT, wrong, "plugin", "version"),
                text(plugin == null ? null : plugin.flavour(), MAX_TEXT, wrong, "plugin", "flavour"),
                text(product == null ? null : product.name(), MAX_TEXT, wrong, "product", "name"),
                text(product == null ? null : product.version(), MAX_TEXT, wrong, "product", "version"),
                policyVersion == null ? 0 : policyVersion,
                findings(wrong),
                now);
        List<@Nullable Entry> entries = basic == null ? new ArrayList<>() : basic;
        List<BasicUse> uses = new ArrayList<>();
        if (entries.size() > MAX_ENTRIES) {
            wrong.add(
                    Violation.at("has at most " + MAX_ENTRIES + " entries: send the rest in another report", "basic"));
            entries = new ArrayList<>();
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry == null) {
                wrong.add(Violation.at("must be an object", "basic", i));
            } else {
                uses.add(use(caller, entry, now, wrong, i));
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
        return new Checked(site, uses);
    }

    private List<Finding> findings(List<Violation> wrong) {
        List<@Nullable Said> said = findings == null ? new ArrayList<>() : findings;
        if (said.size() > MAX_FINDINGS) {
            wrong.add(Violation.at("has at most " + MAX_FINDINGS + " entries", "findings"));
            return List.of();
        }
        List<Finding> checked = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            Said one = said.get(i);
            if (one == null) {
                wrong.add(Violation.at("must be an object", "findings", i));
            } else {
                checked.add(new Finding(
                        text(one.code(), MAX_TEXT, wrong, "findings", i, "code"),
                        text(one.text(), MAX_FINDING, wrong, "findings", i, "text"),
                        one.count() == null ? 0 : one.count()));
            }
        }
        return checked;
    }

    private static BasicUse use(String caller, Entry entry, Instant now, List<Violation> wrong, int i) {
        Who who = new Who(
                caller,
                text(entry.username(), BasicUse.MAX_USERNAME, wrong, "basic", i, "username"),
                text(entry.pathClass(), AccessPolicy.MAX_PATH_CLASS, wrong, "basic", i, "pathClass"),
                network(entry.network(), wrong, i),
                text(entry.client(), BasicUse.MAX_CLIENT, wrong, "basic", i, "client"));
        long count = entry.count() == null ? 0 : entry.count();
        if (count < 1 || count > MAX_COUNT) {
            wrong.add(Violation.at("is a number from 1 to " + MAX_COUNT, "basic", i, "count"));
        }
        Instant last = time(entry.lastSeen(), now, wrong, i, "lastSeen");
        Instant first = time(entry.firstSeen(), last, wrong, i, "firstSeen");
        return new BasicUse(who, count, first, last);
    }

    private static String text(@Nullable String text, int most, List<Violation> wrong, Object... where) {
        if (text == null) {
            return "";
        }
        if (text.length() > most || !text.codePoints().allMatch(BasicUse::isHarmless)) {
            wrong.add(Violation.at("has at most " + most + " characters and none that controls", where));
            return "";
        }
        return text;
    }

    private static String network(@Nullable String network, List<Violation> wrong, int i) {
        if (network == null || network.isEmpty()) {
            return "";
        }
        try {
            return Cidr.parse(network).toString();
        } catch (IllegalArgumentException notARange) {
            wrong.add(Violation.at(String.valueOf(notARange.getMessage()), "basic", i, "network"));
            return "";
        }
    }

    /** Never later than that: a site's clock may be wrong, and its entries would never be forgotten. */
    private static Instant time(@Nullable String text, Instant latest, List<Violation> wrong, int i, String member) {
        try {
            Instant time = text == null ? latest : OffsetDateTime.parse(text).toInstant();
            Instant shown = time.isAfter(latest) ? latest : time;
            return shown.isBefore(Instant.EPOCH) ? Instant.EPOCH : shown.truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException notATime) {
            wrong.add(Violation.at("must be a time such as 2030-01-31T12:00:00Z", "basic", i, member));
            return latest;
        }
    }
}
