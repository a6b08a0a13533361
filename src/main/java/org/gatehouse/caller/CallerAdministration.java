package org.gatehouse.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.problem.Problem;
import org.gatehouse.provider.UnfitAttributes;
import org.gatehouse.rest.EntityTag;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.gatehouse.rest.Referrer;
import org.gatehouse.rest.Referrers;
import org.gatehouse.rest.Removable;
import org.gatehouse.rest.Slug;
import org.gatehouse.secret.KeyedHashes;
import org.gatehouse.secret.Secrets;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** What administrators do to callers, one transaction each. Changes lock the caller's row, so that they come one by one. */
@ApplicationScoped
@Transactional
class CallerAdministration {
    private static final String SECRET_PREFIX = "gcs_";
    /** The product's defaults of an access policy are narrowest for {@link Product#OTHER}. Of an override, what only renames. */
    private static final Removable REMOVABLE = Removable.of(
            defaults(),
            List.of(
                    "/product",
                    "/showGroups",
                    "/overrides/*/mapping/acceptNonUnique",
                    "/overrides/*/mapping/appOnly",
                    "/overrides/*/mapping/appOnly/*",
                    "/overrides/*/mapping/lowerCase",
                    "/overrides/*/mapping/stripDomains",
                    "/overrides/*/mapping/users",
                    "/overrides/*/mapping/users/*"));

    private final CallerRepository callers;
    private final SecretRepository secrets;
    private final KeyedHashes hashes;
    private final UnfitAttributes unfit;
    private final Referrers referrers;
    private final ObjectMapper json;
    private final Clock clock;

    CallerAdministration(
            CallerRepository callers,
            SecretRepository secrets,
            KeyedHashes hashes,
            UnfitAttributes unfit,
            Referrers referrers,
            ObjectMapper json,
            Clock clock) {
        this.callers = callers;
        this.secrets = secrets;
        this.hashes = hashes;
        this.unfit = unfit;
        this.referrers = referrers;
        this.json = json;
        this.clock = clock;
    }

    /** A caller and the tag of the state that it was read in. */
    record Tagged(CallerView view, EntityTag tag) {}

    Page<CallerView> list(PageRequest request) {
        List<CallerEntity> rows = callers.page(request);
        List<SecretEntity> theirs = secrets.of(rows.stream().map(row -> row.id).toList());
        List<CallerView> views =
                rows.stream().map(row -> CallerView.of(row, theirs, null)).toList();
        return new Page<>(views, request.page(), request.size(), callers.count());
    }

    Tagged get(String id) {
        return tagged(slug(id).flatMap(callers::findByIdOptional).orElseThrow(() -> unknown(id)), null);
    }

    Tagged create(CallerForm form) {
        Caller caller = form.toCaller(null, unfit::of, null);
        if (callers.findByIdOptional(caller.id()).isPresent()) {
            throw taken(caller.id());
        }
        CallerEntity row = new CallerEntity();
        row.id = caller.id();
        row.createdAt = now();
        write(form, caller, row);
        try {
            callers.persistAndFlush(row);
        } catch (ConstraintViolationException somebodyWasFaster) {
            throw taken(caller.id());
        }
        return tagged(row, addSecret(row));
    }

    Tagged replace(String id, CallerForm form, @Nullable String ifMatch) {
        CallerEntity row = lock(id, ifMatch);
        CallerForm present = CallerForm.of(row);
        change(form.keepingTrustOf(present), present, row);
        callers.flush();
        return tagged(row, null);
    }

    Tagged patch(String id, @Nullable JsonNode patch, @Nullable String ifMatch) throws JsonProcessingException {
        CallerEntity row = lock(id, ifMatch);
        CallerForm present = CallerForm.of(row);
        ObjectNode patched = MergePatch.apply(json.valueToTree(present), patch, REMOVABLE);
        change(json.treeToValue(patched, CallerForm.class), present, row);
        callers.flush();
        return tagged(row, null);
    }

    void delete(String id, @Nullable String ifMatch, @Nullable String force) {
        CallerEntity row = lock(id, ifMatch);
        referrers.requireNone(Referrer.Named.CALLER, id, force);
        callers.delete(row);
    }

    /** Adds a secret; the earlier ones are good for the overlap and no longer. */
    Tagged rotate(String id, Duration overlap, @Nullable String ifMatch) {
        CallerEntity row = lock(id, ifMatch);
        Instant now = now();
        secrets.expire(id, now.plus(overlap));
        secrets.sweep(id, now);
        touch(row);
        String secret = addSecret(row);
        callers.flush();
        return tagged(row, secret);
    }

    /** What is no slug is no caller's id, and need not reach the database, which can't take every text. */
    private static Optional<String> slug(String id) {
        return Optional.of(id).filter(Slug::isOne);
    }

    private CallerEntity lock(String id, @Nullable String ifMatch) {
        CallerEntity row = slug(id).flatMap(callers::lock).orElseThrow(() -> unknown(id));
        CallerView.tag(row).requireMatch(ifMatch);
        return row;
    }

    private void change(CallerForm form, CallerForm present, CallerEntity row) {
        write(form, form.toCaller(row.id, unfit::of, present), row);
    }

    private void write(CallerForm form, Caller caller, CallerEntity row) {
        row.name = caller.name();
        row.product = caller.product().name().toLowerCase(Locale.ROOT);
        row.enabled = caller.enabled();
        row.providers = caller.providers().toArray(String[]::new);
        row.overrides = Overrides.text(form.overrides());
        row.showGroups = caller.showGroups();
        touch(row);
    }

    private void touch(CallerEntity row) {
        row.version++;
        row.updatedAt = now();
    }

    private String addSecret(CallerEntity caller) {
        String secret = Secrets.random(SECRET_PREFIX);
        SecretEntity row = new SecretEntity();
        row.id = UUID.randomUUID();
        row.callerId = caller.id;
        row.hash = hashes.hash(secret, Callers.hashContext(caller.id)).text();
        row.createdAt = now();
        secrets.persist(row);
        return secret;
    }

    private static ObjectNode defaults() {
        ObjectNode defaults = JsonNodeFactory.instance.objectNode().put("enabled", true);
        defaults.putArray("providers").add(Caller.ALL_PROVIDERS);
        return defaults;
    }

    private Tagged tagged(CallerEntity row, @Nullable String secret) {
        return new Tagged(CallerView.of(row, secrets.of(List.of(row.id)), secret), CallerView.tag(row));
    }

    /** As precise as the database keeps it, so that what we answer now is what we read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Problem taken(String id) {
        return Problem.conflict("There is a caller '" + id + "' already: choose another id.");
    }

    private static Problem unknown(String id) {
        return Problem.notFound("There is no caller '" + id + "'.");
    }
}
