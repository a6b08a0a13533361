package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.EntityTag;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.gatehouse.rest.Referrer;
import org.gatehouse.rest.Referrers;
import org.gatehouse.rest.Removable;
import org.gatehouse.rest.Slug;
import org.gatehouse.secret.Vault;
import org.jspecify.annotations.Nullable;

/** What administrators do to providers, one transaction each. Changes come one by one over all replicas. */
@ApplicationScoped
@Transactional
class ProviderAdministration {
    private final ProviderRepository providers;
    private final ProviderDocuments documents;
    private final ProviderReader reader;
    private final Presets presets;
    private final Vault vault;
    private final Referrers referrers;
    private final Clock clock;

    ProviderAdministration(
            ProviderRepository providers,
            ProviderDocuments documents,
            ProviderReader reader,
            Presets presets,
            Vault vault,
            Referrers referrers,
            Clock clock) {
        this.providers = providers;
        this.documents = documents;
        this.reader = reader;
        this.presets = presets;
        this.vault = vault;
        this.referrers = referrers;
        this.clock = clock;
    }

    /** A provider as it is shown, and the tag of the state that it was read in. */
    record Tagged(String id, ObjectNode view, EntityTag tag) {}

    Page<ObjectNode> list(PageRequest request) {
        List<ObjectNode> views =
                providers.page(request).stream().map(documents::view).toList();
        return new Page<>(views, request.page(), request.size(), providers.count());
    }

    Tagged get(String id) {
        return tagged(find(id));
    }

    Tagged create(ObjectNode body) {
        ObjectNode given = body.deepCopy();
        if (given.path("id").isMissingNode() && given.path("name").isTextual()) {
            given.put("id", Slug.of(given.path("name").textValue()));
        }
        providers.lockAll();
        String id = given.path("id").asText();
        if (stored(id).isPresent()) {
            throw Problem.conflict("There is a provider '" + id + "' already: choose another id.");
        }
        ProviderEntity row = new ProviderEntity();
        row.createdAt = now();
        write(given, given, row);
        providers.persistAndFlush(row);
        return tagged(row);
    }

    Tagged replace(String id, ObjectNode body, @Nullable String ifMatch) {
        ProviderEntity row = lock(id, ifMatch);
        ObjectNode given = body.deepCopy();
        if (given.path("id").isMissingNode()) {
            given.put("id", id);
        }
        if (!given.hasNonNull("enabled")) {
            // What a provider that was disabled for a reason is left out of is no wish to enable it.
            given.put("enabled", row.enabled);
        }
        return change(row, given, body);
    }

    Tagged patch(String id, JsonNode patch, @Nullable String ifMatch) {
        ProviderEntity row = lock(id, ifMatch);
        Removable removable = RemovableMembers.of(presets.find(row.kind));
        return change(row, MergePatch.apply(documents.body(row), patch, removable), patch);
    }

    void delete(String id, @Nullable String ifMatch, @Nullable String force) {
        ProviderEntity row = lock(id, ifMatch);
        referrers.requireNone(Referrer.Named.PROVIDER, id, force);
        providers.delete(row);
    }

    /** The provider that is stored under this id, enabled or not. */
    Provider provider(String id) {
        ProviderEntity row = find(id);
        return readStored(documents.complete(row), row.version).provider();
    }

    private Tagged change(ProviderEntity row, ObjectNode given, JsonNode asSent) {
        if (!given.path("id").asText().equals(row.id)) {
            throw Problem.invalid(Violation.at("never changes; it is '" + row.id + "'", "id"));
        }
        if (!given.path("kind").asText().equals(row.kind)) {
            throw Problem.invalid(
                    Violation.at("never changes; it is '" + row.kind + "': make another provider instead", "kind"));
        }
        write(given, asSent, row);
        providers.flush();
        return tagged(row);
    }

    /**
     * Checks what was given, and puts it into the row.
     *
     * @param asSent tells a secret that was removed, by null, from one that was not mentioned
     */
    private void write(ObjectNode given, JsonNode asSent, ProviderEntity row) {
        long version = providers.nextVersion();
        ProviderReader.Reading reading = read(withKeptSecrets(given, asSent, row), version, row);
        refuseToSendAKeptSecretElsewhere(reading.provider(), asSent, row);
        String id = reading.document().id();
        if (reading.document().enabled()) {
            refuseOverlap(reading.provider());
        }
        ObjectNode secrets = documents.read(row.secrets);
        Preset preset = presets.find(reading.document().kind()).orElseThrow();
        for (PresetParameter parameter : preset.parameters()) {
            JsonNode sent = asSent.path("parameters").path(parameter.name());
            if (parameter.secret() && sent.isNull()) {
                secrets.remove(parameter.name());
            } else if (parameter.secret() && sent.isTextual()) {
                secrets.put(
                        parameter.name(),
                        vault.encrypt(sent.textValue(), ProviderDocuments.secretContext(id, parameter.name())));
            }
        }
        row.id = id;
        documents.write(reading.document(), row);
        row.secrets = secrets.toString();
        row.version = version;
        row.updatedAt = now();
    }

    /** What was given, with the stored secrets that were not mentioned: they stay. */
    private ObjectNode withKeptSecrets(ObjectNode given, JsonNode asSent, ProviderEntity row) {
        ObjectNode complete = given.deepCopy();
        if (complete.path("parameters").isObject()) {
            JsonNode stored = documents.complete(row).path("parameters");
            JsonNode sent = asSent.path("parameters");
            documents.read(row.secrets).fieldNames().forEachRemaining(secret -> {
                if (!sent.has(secret) && stored.has(secret)) {
                    complete.withObjectProperty("parameters").set(secret, stored.get(secret));
                }
            });
        }
        return complete;
    }

    /**
     * Whoever may change a provider must not learn its secrets: one that was not given again goes only where it went before.
     * Otherwise a changed URL would have us bring it to a server of theirs.
     */
    private void refuseToSendAKeptSecretElsewhere(Provider changed, JsonNode asSent, ProviderEntity row) {
        Set<String> elsewhere = new TreeSet<>(changed.placesOfOurCredentials());
        readable(row).map(Provider::placesOfOurCredentials).ifPresent(elsewhere::removeAll);
        List<Violation> violations = new ArrayList<>();
        documents.read(row.secrets).fieldNames().forEachRemaining(secret -> {
            if (!elsewhere.isEmpty() && !asSent.path("parameters").has(secret)) {
                violations.add(Violation.at(
                        "must be given again, since it would now be sent to " + String.join(" and ", elsewhere),
                        "parameters",
                        secret));
            }
        });
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
    }

    /** What an earlier version of Gatehouse has saved stands in the way of no other change, such as disabling the provider. */
    private ProviderReader.Reading read(ObjectNode body, long version, ProviderEntity row) {
        try {
            return reader.read(body, version);
        } catch (InvalidProvider invalid) {
            List<Violation> added = new ArrayList<>(invalid.violations());
            added.removeAll(violations(row));
            if (!added.isEmpty()) {
                throw Problem.invalid(added);
            }
        }
        return readStored(body, version);
    }

    private List<Violation> violations(ProviderEntity row) {
        try {
            if (!row.id.isEmpty()) {
                reader.read(documents.complete(row), row.version);
            }
            return List.of();
        } catch (InvalidProvider invalid) {
            return invalid.violations();
        }
    }

    private ProviderReader.Reading readStored(ObjectNode body, long version) {
        try {
            return reader.readStored(body, version);
        } catch (InvalidProvider invalid) {
            throw Problem.invalid(invalid.violations());
        }
    }

    /** Two records that could claim the same token make it a matter of luck whose rules it is held against. */
    private void refuseOverlap(Provider provider) {
        for (ProviderEntity row : providers.enabled()) {
            if (row.id.equals(provider.id())) {
                continue;
            }
            Optional<String> contested = readable(row).flatMap(provider::contestedWith);
            if (contested.isPresent()) {
                throw Problem.conflict(
                        "Provider '%s' already claims tokens of issuer %s with one of these audiences: give the two disjoint audiences, or disable one."
                                .formatted(row.id, contested.get()));
            }
        }
    }

    /** Empty for a record that this version of Gatehouse can't use: it claims no tokens. */
    private Optional<Provider> readable(ProviderEntity row) {
        try {
            return Optional.of(
                    reader.readStored(documents.complete(row), row.version).provider());
        } catch (InvalidProvider invalid) {
            return Optional.empty();
        }
    }

    private ProviderEntity lock(String id, @Nullable String ifMatch) {
        providers.lockAll();
        ProviderEntity row = find(id);
        tag(row).requireMatch(ifMatch);
        return row;
    }

    private ProviderEntity find(String id) {
        return stored(id).orElseThrow(() -> Problem.notFound("There is no provider '" + id + "'."));
    }

    /** Asks the database only for what may be an id: it would choke on some texts. */
    private Optional<ProviderEntity> stored(String id) {
        return Slug.isOne(id) ? providers.findByIdOptional(id) : Optional.empty();
    }

    private Tagged tagged(ProviderEntity row) {
        return new Tagged(row.id, documents.view(row), tag(row));
    }

    private static EntityTag tag(ProviderEntity row) {
        return new EntityTag(Long.toString(row.version));
    }

    /** As precise as the database keeps it, so that what we answer now is what we read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
