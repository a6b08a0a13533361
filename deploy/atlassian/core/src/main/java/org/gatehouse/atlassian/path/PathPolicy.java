package org.gatehouse.atlassian.path;

import java.util.List;

/** Which paths are protected, and which are exempt from that and never touched. Prefixes, case-sensitive. */
public final class PathPolicy {
    /** What the policy says about a path. */
    public enum Kind {
        PROTECTED,
        EXEMPT,
        OTHER
    }

    private final List<String> protectedPrefixes;
    private final List<String> exemptPrefixes;

    public PathPolicy(List<String> protectedPrefixes, List<String> exemptPrefixes) {
        this.protectedPrefixes = List.copyOf(protectedPrefixes);
        this.exemptPrefixes = List.copyOf(exemptPrefixes);
    }

    /** An exemption holds only for a path that is plainly spelt; a protection for one that may be read as protected. */
    public Kind kindOf(RequestPath path) {
        if (exemptPrefixes.stream().anyMatch(path::isPlainlyUnder)) {
            return Kind.EXEMPT;
        }
        return isProtected(path) ? Kind.PROTECTED : Kind.OTHER;
    }

    /** Whether some reading is beneath a protected prefix, even if the path is exempt. */
    public boolean isProtected(RequestPath path) {
        return protectedPrefixes.stream().anyMatch(path::mayBeUnder);
    }
}
