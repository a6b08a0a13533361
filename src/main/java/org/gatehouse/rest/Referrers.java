package org.gatehouse.rest;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Who names a resource that is to be deleted, and would go on naming it in vain. */
@Singleton
public final class Referrers {
    private static final int SHOWN = 10;

    private final List<Referrer> all;

    Referrers(@All List<Referrer> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Lets a deletion pass that takes nothing from anybody, or that was asked for all the same.
     *
     * @param force the query parameter of that name, if there is one
     * @throws Problem 409 that says who names it, and what would stop
     */
    public void requireNone(Referrer.Named kind, String id, @Nullable String force) {
        if (isTrue(force)) {
            return;
        }
        List<String> sentences = all.stream()
                .flatMap(referrer -> {
                    List<String> naming = referrer.naming(kind, id);
                    return naming.isEmpty()
                            ? Stream.<String>empty()
                            : Stream.of("It is named by " + listed(naming) + ". " + referrer.consequence());
                })
                .toList();
        if (!sentences.isEmpty()) {
            throw Problem.conflict(
                    String.join(" ", sentences) + " Change them first, or delete it all the same with ?force=true.");
        }
    }

    private static boolean isTrue(@Nullable String force) {
        return switch (force) {
            case null -> false;
            case "", "true" -> true;
            case "false" -> false;
            default -> throw Problem.invalid("The query parameter force is true or false.");
        };
    }

    private static String listed(List<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }
}
