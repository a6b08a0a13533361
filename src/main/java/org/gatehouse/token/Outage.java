package org.gatehouse.token;

import java.util.Locale;

/** Why no verdict can be reached: our private, stable codes for administrators, logs and metrics. */
public enum Outage {
    /** The provider, its keys or our own database can't be reached, or answered with a failure of its own. */
    UNREACHABLE,
    /** The provider wants to be asked less often. */
    RATE_LIMITED,
    /** The provider refuses <em>our</em> credentials: somebody must correct them, and until then nobody gets in. */
    CREDENTIALS_REFUSED,
    /** The provider answered something that its kind of provider does not answer. */
    UNEXPECTED_ANSWER,
    /** We did not ask, or not again so soon: too much was asked about tokens of this kind, and none of them was good. */
    POSTPONED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The stable form in logs and metrics, for example {@code rate_limited}. */
    public String code() {
        return code;
    }

    @Override
    public String toString() {
        return code;
    }
}
