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

    private final AgroalDataSource database;
    private final ProductProfiles profiles;
    private final PolicyDocuments documents;
    private final ObjectMapper json;
    /** Keeps an older reading from replacing a newer one. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Map<String, SitePolicy> snapshot = Map.of();

    AccessPolicies(AgroalDataSource database, ProductProfiles profiles, PolicyDocuments documents, ObjectMapper json) {
        this.database = database;
        this.profiles = profiles;
        this.documents = documents;
        this.json = json;
    }

    void start(@Observes StartupEvent event, Changes changes) {
        read();
        changes.on("access_policy", this::read);
    }

    /** What this caller's site enforces. A caller so new that its policy was not read yet has the defaults of its product. */
    public SitePolicy of(Caller caller) {
        SitePolicy known = snapshot.get(caller.id());
        return known != null ? known : site(caller.id(), caller.product(), NOTHING_SAID, 0);
    }

    private static final AccessPolicyForm NOTHING_SAID = new AccessPolicyForm(null, null, null, null, null, null);

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
            Map<String, SitePolicy> loaded = new HashMap<>();
            while (rows.next()) {
                String caller = rows.getString("caller_id");
                Product product = Product.valueOf(rows.getString("product").toUpperCase(Locale.ROOT));
                AccessPolicyForm said = json.readValue(rows.getString("document"), AccessPolicyForm.class);
                loaded.put(caller, site(caller, product, said, rows.getLong("version")));
            }
            snapshot = Map.copyOf(loaded);
        } catch (SQLException | JsonProcessingException unreadable) {
            throw new IllegalStateException("the access policies can not be read", unreadable);
        } finally {
            reading.unlock();
        }
    }

    private SitePolicy site(String caller, Product product, AccessPolicyForm said, long version) {
        ProductProfile profile = profiles.of(product);
        CompletePolicy complete = new CompletePolicy(said.over(profile.policy()));
        return new SitePolicy(
                AccessPolicy.of(complete, profile),
                profile.own(),
                documents.publish(version, caller, product, complete));
    }
}
