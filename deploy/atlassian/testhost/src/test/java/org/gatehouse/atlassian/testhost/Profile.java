package org.gatehouse.atlassian.testhost;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version of a product, as far as a plugin can tell. From what Atlassian documents and what published plugins do, never from a product;
 * what is published of no product (which of two filters comes first, whether a location runs) differs from row to row, so that each way is walked.
 */
final class Profile {
    /** How a product finds out who the user is. */
    enum Login {
        /** Jira, Confluence, Bamboo: filters of their own for tokens, and the user in the session. */
        SERAPH,
        /** Bitbucket: handlers, one after the other, and the user with the request. */
        HANDLERS
    }

    private static final List<Profile> ALL = List.of(
            new Profile("jira-9.12", 6, "javax", false, true),
            new Profile("jira-10.3", 7, "javax", true, true),
            new Profile("jira-11", 8, "jakarta", false, true),
            new Profile("confluence-8.5", 6, "javax", true, true),
            new Profile("confluence-9", 7, "javax", false, true),
            new Profile("confluence-10", 8, "jakarta", true, true),
            new Profile("bitbucket-8.19", 6, "javax", false, true),
            new Profile("bitbucket-9", 7, "javax", false, false),
            new Profile("bitbucket-10", 8, "jakarta", false, false),
            new Profile("bamboo-9.6", 6, "javax", false, true),
            new Profile("bamboo-10", 7, "javax", true, false),
            new Profile("bamboo-11", 7, "javax", false, true),
            new Profile("bamboo-12", 8, "jakarta", true, false));

    private final String id;
    private final int platform;
    private final String flavour;
    private final boolean ownTokensFirst;
    private final boolean decorated;
    private final boolean first;
    private final boolean second;

    private Profile(String id, int platform, String flavour, boolean ownTokensFirst, boolean decorated) {
        this(id, platform, flavour, ownTokensFirst, decorated, true, true);
    }

    private Profile(
            String id, int platform, String flavour, boolean ownTokensFirst, boolean decorated, boolean first, boolean second) {
        this.id = id;
        this.platform = platform;
        this.flavour = flavour;
        this.ownTokensFirst = ownTokensFirst;
        this.decorated = decorated;
        this.first = first;
        this.second = second;
    }

    /** The versions that the jar under test is for. */
    static Stream<Profile> ofThisFlavour() {
        return ALL.stream().filter(profile -> profile.flavour.equals(PluginJar.FLAVOUR));
    }

    /** @param name such as {@code jira-10.3}, or a product's name alone for its newest version of this flavour */
    static Profile named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<Profile> found = ofThisFlavour()
                .filter(profile -> profile.id.equals(wanted) || profile.product().equals(wanted))
                .collect(Collectors.toList());
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such product here; there are " + ofThisFlavour().collect(Collectors.toList()));
        }
        return found.get(found.size() - 1);
    }

    /** The same, but for whether the product's own filters for tokens come before ours. */
    Profile withOwnTokensFirst(boolean first) {
        return new Profile(id, platform, flavour, first, decorated);
    }

    /** The same, but for whether filters of {@code before-decoration} see REST calls. */
    Profile withDecoration(boolean runs) {
        return new Profile(id, platform, flavour, ownTokensFirst, runs);
    }

    /** The same, but with no location after the login that runs for REST. */
    Profile withoutSecondFilter() {
        return new Profile(id, platform, flavour, ownTokensFirst, false, first, false);
    }

    /** The same, but with filters before the login for users only, whatever their annotations say. */
    Profile withoutFirstFilter() {
        return new Profile(id, platform, flavour, ownTokensFirst, decorated, false, second);
    }

    boolean runsFirstFilter() {
        return first;
    }

    boolean runsSecondFilter() {
        return second;
    }

    String product() {
        return id.substring(0, id.indexOf('-'));
    }

    String version() {
        return id.substring(id.indexOf('-') + 1);
    }

    Login login() {
        return product().equals("bitbucket") ? Login.HANDLERS : Login.SERAPH;
    }

    /** Whether what bears no access annotation is for licensed users only. */
    boolean wantsAccessAnnotations() {
        return platform >= 7;
    }

    boolean hasOwnTokensFirst() {
        return ownTokensFirst;
    }

    boolean isDecorated() {
        return decorated;
    }

    @Override
    public String toString() {
        return id;
    }
}
