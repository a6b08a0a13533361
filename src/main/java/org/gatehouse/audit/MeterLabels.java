package org.gatehouse.audit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Keeps strangers from writing labels: a request's method and path are theirs to choose, each new value makes a time series that
 * stays, and a path may hold a token that somebody misplaced.
 */
final class MeterLabels {
    private static final String HTTP = "http.";
    private static final String OTHER = "OTHER";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final List<String> DOORS =
            List.of("/introspect", "/forward-auth", "/access-policy", "/jwks", "/.well-known", "/api/v1", "/q");

    @Produces
    @Singleton
    MeterFilter boundedHttpLabels() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith(HTTP)
                        ? id.replaceTags(
                                id.getTags().stream().map(MeterLabels::bounded).toList())
                        : id;
            }
        };
    }

    private static Tag bounded(Tag tag) {
        return switch (tag.getKey()) {
            case "method" -> Tag.of("method", method(tag.getValue()));
            case "uri" -> Tag.of("uri", door(tag.getValue()));
            default -> tag;
        };
    }

    static String method(String name) {
        return METHODS.contains(name) ? name : OTHER;
    }

    /** Whether callers and administrators come by this door, and not only who watches the service. */
    static boolean isForCallers(String door) {
        return !door.equals(OTHER) && !door.equals("/q");
    }

    /** The door and not the way behind it. */
    static String door(String path) {
        return DOORS.stream()
                .filter(door -> path.equals(door) || path.startsWith(door + "/"))
                .findFirst()
                .orElse(OTHER);
    }
}
