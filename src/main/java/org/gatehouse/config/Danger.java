package org.gatehouse.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Settings that work but should not be used in earnest: the start is refused unless {@code gatehouse.unsafe-accept} names it. */
enum Danger {
    /** {@code gatehouse.public-url} is http and not on this machine. */
    PUBLIC_URL_HTTP,
    /** {@code gatehouse.admin.token} stands in somebody's example, or is easily guessed. */
    ADMIN_TOKEN_EXAMPLE,
    /** {@code gatehouse.encryption-key} is no random one. */
    ENCRYPTION_KEY_WEAK,
    /** {@code quarkus.http.limits.max-body-size} lets strangers fill the memory. */
    BODY_LIMIT;

    /** As operators write it: {@code public-url-http}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Danger> named(String label) {
        return Arrays.stream(values())
                .filter(danger -> danger.label().equals(label))
                .findFirst();
    }

    static String labels() {
        return Arrays.stream(values()).map(Danger::label).collect(Collectors.joining(", "));
    }
}
