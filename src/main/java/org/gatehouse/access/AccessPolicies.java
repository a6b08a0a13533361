package org.gatehouse.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.cluster.Changes;
import org.jboss.logging.Logger;

/**
 * The access policies of all callers, in memory. Read at start and again whenever {@code access_policy} changes anywhere; nobody who
 * asks waits for the database, and policies go on being applied while it is away.
 */
@Singleton
public final class AccessPolicies {
    private static final Logger LOG = Logger.getLogger(AccessPolicies.class);
    private static final String READ = "select p.caller_id, c.product, p.document, p.version from access_policy p"
            + " join caller c on c.id = p.caller_id";

    private static final String STATE =
            "select string_agg(caller_id || '.' || xmin, ' ' order by caller_id) from access_policy";

    private static final AccessPolicyForm NOTHING_SAID = new AccessPolicyForm(null, null, null, null, null, null);

    private final AgroalDataSource database;
    private final ProductProfiles profiles;
    private final PolicyDocuments documents;
    private final ObjectMapper json;
    /** Keeps an older reading from replacing a newer one. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Map<String, Known> snapshot = Map.of();
    /** Those of callers that nothing was read of; forgotten at the next reading. */
    private final Map<Site, SitePolicy> unsaid = new ConcurrentHashMap<>();

    AccessPolicies(AgroalDataSource database, ProductProfiles profiles, PolicyDocuments documents, ObjectMapper json) {
        this.database = database;
        this.profiles = profiles;
        this.documents = documents;
        this.json = json;
    }

    void start(@Observes StartupEvent event, Changes changes) {
        read();
        changes.on("access_policy", STATE, this::read);
    }

    private record Site(String caller, Product product) {}

    /** What was read of a site's policy, and what it comes to for the product that the site was then. */
    private record Known(Product product, AccessPolicyForm said, long version, SitePolicy policy) {}

    /**
     * What this caller's site enforces. A caller so new that its policy was not read yet has the defaults of its product, and one that
     * has just become another product those of the new one.
     */
    public SitePolicy of(Caller caller) {
        Known known = snapshot.get(caller.id());
        if (known == null) {
            return unsaid.computeIfAbsent(
                    new Site(caller.id(), caller.product()),
                    site -> policy(site.caller(), site.product(), NOTHING_SAID, 0));
        }
        return known.product() == caller.product()
                ? known.policy()
                : policy(caller.id(), caller.product(), known.said(), known.version());
    }

    /** Takes up a change that was just committed here. If that fails, the listener for changes does it later. */
    void reload() {
        try {
            read();
        } catch (RuntimeException failure) {
            LOG.warn("access policies changed, but could not be read again yet", failure);
        }
    }

    private void read() {
        reading.lock();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(READ);
                ResultSet rows = select.executeQuery()) {
            Map<String, Known> loaded = new HashMap<>();
            while (rows.next()) {
                String caller = rows.getString("caller_id");
                Product product = Product.valueOf(rows.getString("product").toUpperCase(Locale.ROOT));
                AccessPolicyForm said = json.readValue(rows.getString("document"), AccessPolicyForm.class);
                long version = rows.getLong("version");
                loaded.put(caller, new Known(product, said, version, policy(caller, product, said, version)));
            }
            snapshot = Map.copyOf(loaded);
            unsaid.clear();
        } catch (SQLException | JsonProcessingException unreadable) {
            throw new IllegalStateException("the access policies can not be read", unreadable);
        } finally {
            reading.unlock();
        }
    }

    private SitePolicy policy(String caller, Product product, AccessPolicyForm said, long version) {
        ProductProfile profile = profiles.of(product);
        CompletePolicy complete = new CompletePolicy(said.over(profile.policy()));
        return new SitePolicy(
                AccessPolicy.of(complete, profile),
                profile.own(),
                documents.publish(version, caller, product, complete));
    }
}
