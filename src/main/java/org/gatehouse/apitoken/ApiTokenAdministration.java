package org.gatehouse.apitoken;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.gatehouse.apitoken.ApiTokenForm.Description;
import org.gatehouse.apitoken.ApiTokenForm.Lifetime;
import org.gatehouse.apitoken.ApiTokenForm.Where;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.EntityTag;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.gatehouse.rest.Removable;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** What administrators do to API tokens, one transaction each. Changes lock the token's row, so that they come one by one. */
@ApplicationScoped
@Transactional(rollbackOn = SQLException.class)
class ApiTokenAdministration {
    /** How long it is remembered why a token is refused. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(30);

    private static final Removable REMOVABLE = Removable.of(defaults(), List.of("/label"));

    private final ApiTokenRepository tokens;
    private final SecretRepository secrets;
    private final LastUses uses;
    private final ApiTokenHashes hashes;
    private final GatehouseConfig.ApiTokens config;
    private final ObjectMapper json;
    private final Clock clock;

    ApiTokenAdministration(
            ApiTokenRepository tokens,
            SecretRepository secrets,
            LastUses uses,
            ApiTokenHashes hashes,
            GatehouseConfig config,
            ObjectMapper json,
            Clock clock) {
        this.tokens = tokens;
        this.secrets = secrets;
        this.uses = uses;
        this.hashes = hashes;
        this.config = config.apiTokens();
        this.json = json;
        this.clock = clock;
    }

    /** A token and the tag of the state that it was read in. */
    record Tagged(ApiTokenView view, EntityTag tag) {}

    Page<ApiTokenView> list(@Nullable String username, PageRequest request) throws SQLException {
        PanacheQuery<ApiTokenEntity> matching = tokens.list(username);
        List<ApiTokenEntity> rows =
                matching.page(request.page(), request.size()).list();
        return new Page<>(views(rows), request.page(), request.size(), matching.count());
    }

    Tagged get(UUID id) throws SQLException {
        return tagged(tokens.unrevoked(id).orElseThrow(() -> unknown(id)), null);
    }

    Tagged create(ApiTokenForm form) throws SQLException {
        Instant now = now();
        List<Violation> wrong = new ArrayList<>();
        Description described = form.forNew(lifetime(now), new Where(wrong));
        refuse(wrong);
        tokens.sweep(now.minus(KEPT_AFTER_END));
        requireRoom(described.username(), 1, now);
        ApiTokenEntity row = add(described, now);
        return tagged(row, addOwnSecret(row, now));
    }

    /** Adds all of them, or none. */
    List<ApiTokenView> addAll(ImportForm form) throws SQLException {
        Instant now = now();
        ImportForm.Checked checked = form.checked(lifetime(now));
        List<String> stored = checked.tokens().stream()
                .map(token -> hashes.ofImported(token.sha256()))
                .toList();
        refuseKnown(stored);
        tokens.sweep(now.minus(KEPT_AFTER_END));
        // In one order, so that two imports wait for each other instead of locking each other up.
        Map<String, Integer> more = new TreeMap<>();
        checked.tokens()
                .forEach(token ->
                        more.merge(ApiTokenRepository.owner(token.description().username()), 1, Integer::sum));
        more.forEach((owner, count) -> requireRoom(owner, count, now));
        List<ApiTokenEntity> rows = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            ApiTokenEntity row = add(checked.tokens().get(i).description(), now);
            addSecret(row, stored.get(i), checked.prefix(), now);
            rows.add(row);
        }
        try {
            tokens.flush();
        } catch (ConstraintViolationException somebodyWasFaster) {
            throw Problem.conflict("Some of these tokens have been imported just now.");
        }
        return views(rows);
    }

    Tagged patch(UUID id, @Nullable JsonNode patch, @Nullable String ifMatch)
            throws JsonProcessingException, SQLException {
        ApiTokenEntity row = lock(id, ifMatch);
        ObjectNode patched = MergePatch.apply(json.valueToTree(ApiTokenForm.of(row)), patch, REMOVABLE);
        change(row, json.treeToValue(patched, ApiTokenForm.class));
        tokens.flush();
        return tagged(row, null);
    }

    /** Adds a secret; the earlier ones are good for the overlap and no longer. */
    Tagged rotate(UUID id, Rotation rotation, @Nullable String ifMatch) throws SQLException {
        Duration overlap = rotation.checkedOverlap();
        ApiTokenEntity row = lock(id, ifMatch);
        Instant now = now();
        ApiTokenForm same = ApiTokenForm.of(row);
        change(row, rotation.expiresAt() == null ? same : same.until(rotation.expiresAt()));
        if (!row.expiresAt.isAfter(now)) {
            throw Problem.invalid(Violation.at("is needed: the token has expired", "expiresAt"));
        }
        secrets.expire(id, now.plus(overlap));
        secrets.sweep(id, now.minus(KEPT_AFTER_END));
        String token = addOwnSecret(row, now);
        tokens.flush();
        return tagged(row, token);
    }

    void revoke(UUID id, @Nullable String ifMatch) {
        revoke(lock(id, ifMatch));
    }

    /** Revokes the token if it is not revoked yet. */
    void revokeShown(UUID id) {
        tokens.lock(id).ifPresent(this::revoke);
    }

    /** Revokes all tokens of the user, and says how many. */
    long revokeAll(String username) {
        return tokens.revokeAll(username, now());
    }

    private static ObjectNode defaults() {
        ObjectNode defaults =
                JsonNodeFactory.instance.objectNode().put("readOnly", false).put("enabled", true);
        defaults.putArray("callers").add(ApiToken.ALL_CALLERS);
        defaults.putArray("allow");
        return defaults;
    }

    private void revoke(ApiTokenEntity row) {
        Instant now = now();
        row.revokedAt = now;
        touch(row, now);
    }

    private void change(ApiTokenEntity row, ApiTokenForm form) {
        Instant now = now();
        boolean wasOver = !row.expiresAt.isAfter(now);
        List<Violation> wrong = new ArrayList<>();
        Description described = form.forChange(row, lifetime(now), new Where(wrong));
        refuse(wrong);
        if (wasOver && described.expiresAt().isAfter(now)) {
            requireRoom(row.owner, 1, now);
        }
        described.write(row);
        touch(row, now);
    }

    private ApiTokenEntity lock(UUID id, @Nullable String ifMatch) {
        ApiTokenEntity row = tokens.lock(id).orElseThrow(() -> unknown(id));
        ApiTokenView.tag(row).requireMatch(ifMatch);
        return row;
    }

    private void requireRoom(String username, int more, Instant now) {
        String owner = ApiTokenRepository.owner(username);
        tokens.lockOwner(owner);
        long live = tokens.countLive(owner, now);
        if (live + more > config.maxPerUser()) {
            throw Problem.conflict("'" + username + "' has " + live + " tokens, and " + config.maxPerUser()
                    + " are the most: revoke some first.");
        }
    }

    private void refuseKnown(List<String> stored) {
        List<String> known = secrets.known(stored);
        List<Integer> which = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            if (known.contains(stored.get(i))) {
                which.add(i);
            }
        }
        if (!which.isEmpty()) {
            throw Problem.conflict(
                    "These tokens were imported already, and may have been revoked since: " + which + ".");
        }
    }

    private ApiTokenEntity add(Description described, Instant now) {
        ApiTokenEntity row = new ApiTokenEntity();
        row.id = UUID.randomUUID();
        row.createdAt = now;
        described.write(row);
        touch(row, now);
        tokens.persist(row);
        return row;
    }

    private String addOwnSecret(ApiTokenEntity row, Instant now) {
        String token = ApiTokenFormat.random();
        addSecret(row, hashes.ofOwn(token), null, now);
        return token;
    }

    private void addSecret(ApiTokenEntity token, String hash, @Nullable String prefix, Instant now) {
        SecretEntity row = new SecretEntity();
        row.id = UUID.randomUUID();
        row.tokenId = token.id;
        row.hash = hash;
        row.prefix = prefix;
        row.createdAt = now;
        // Before its secrets, to which Hibernate knows no relation.
        tokens.flush();
        secrets.persist(row);
    }

    private static void touch(ApiTokenEntity row, Instant now) {
        row.version++;
        row.updatedAt = now;
    }

    private List<ApiTokenView> views(List<ApiTokenEntity> rows) throws SQLException {
        List<UUID> ids = rows.stream().map(row -> row.id).toList();
        List<SecretEntity> theirs = secrets.of(ids);
        Map<UUID, Instant> lastUses = uses.of(ids);
        return rows.stream()
                .map(row -> ApiTokenView.of(row, theirs, lastUses, null))
                .toList();
    }

    private Tagged tagged(ApiTokenEntity row, @Nullable String token) throws SQLException {
        List<UUID> id = List.of(row.id);
        return new Tagged(ApiTokenView.of(row, secrets.of(id), uses.of(id), token), ApiTokenView.tag(row));
    }

    private Lifetime lifetime(Instant now) {
        return new Lifetime(now, now.plus(config.maxLifetime()));
    }

    /** As precise as the database keeps it, so that what we answer now is what we read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void refuse(List<Violation> wrong) {
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
    }

    private static Problem unknown(UUID id) {
        return Problem.notFound("There is no token '" + id + "'.");
    }
}
