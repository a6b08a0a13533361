package org.gatehouse.config;

import java.util.Optional;

/**
 * The Java that production needs. Earlier releases of 25 can leave a virtual thread parked for ever (JDK-8369227, before 25.0.3) or
 * blocked for ever (JDK-8373120, before 25.0.4). Gatehouse itself starts no virtual thread; libraries may.
 */
final class JavaVersion {
    static final Runtime.Version NEEDED = Runtime.Version.parse("25.0.4");

    private JavaVersion() {}

    /** What an operator should know of this version, with which the service starts all the same. */
    static Optional<String> warning(Runtime.Version version) {
        return version.compareToIgnoreOptional(NEEDED) >= 0
                ? Optional.empty()
                : Optional.of(
                        "This is Java %s. Use %s or newer in production: earlier ones can leave threads blocked for ever (JDK-8369227, JDK-8373120)."
                                .formatted(text(version), NEEDED));
    }

    private static String text(Runtime.Version version) {
        return String.join(".", version.version().stream().map(String::valueOf).toList());
    }
}
