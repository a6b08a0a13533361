package org.gatehouse.provider;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.Changes;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.secret.Vault;
import org.gatehouse.text.Shown;
import org.jboss.logging.Logger;

/** Brings the providers from the database into memory: at start, and whenever one of them changes anywhere. */
@Singleton
public final class StoredProviders {
    private static final Logger LOG = Logger.getLogger(StoredProviders.class);

    private static final String STATE = "select string_agg(id || '.' || xmin, ' ' order by id) from provider";

    private final ProviderRepository repository;
    private final ProviderDocuments documents;
    private final ProviderReader reader;
    private final ProviderAdministration administration;
    private final TrustedProviders trusted;
    private final ProviderGauges gauges;
    private final KeyRing keys;
    /** Keeps an older reading from replacing a newer one. */
    private final ReentrantLock reading = new ReentrantLock();

    StoredProviders(
            ProviderRepository repository,
            ProviderDocuments documents,
            ProviderReader reader,
            ProviderAdministration administration,
            TrustedProviders trusted,
            ProviderGauges gauges,
            KeyRing keys) {
        this.repository = repository;
        this.documents = documents;
        this.reader = reader;
        this.administration = administration;
        this.trusted = trusted;
        this.gauges = gauges;
        this.keys = keys;
    }

    /**
     * The provider that is stored under this id, enabled or not. Asks the database.
     *
     * @throws org.gatehouse.problem.Problem 404 if there is none
     */
    public Provider get(String id) {
        return administration.provider(id);
    }

    void start(@Observes StartupEvent event, Changes changes) {
        QuarkusTransaction.requiringNew().run(this::requireAllKeys);
        read();
        changes.on("provider", STATE, this::read);
    }

    /** Takes up a change that was just committed here. If that fails, the listener for changes does it later. */
    void reload() {
        try {
            read();
        } catch (RuntimeException failure) {
            LOG.warn("providers changed, but could not be read again yet", failure);
        }
    }

    private void read() {
        reading.lock();
        try {
            trusted.replace(QuarkusTransaction.requiringNew().call(this::load));
            gauges.follow();
        } finally {
            reading.unlock();
        }
    }

    /** At the start, a key that is not here is a mistake in the settings; later, another replica may have a newer one. */
    private void requireAllKeys() {
        for (ProviderEntity row : repository.listAll()) {
            List<String> keyIds = new ArrayList<>();
            documents.read(row.secrets).forEach(ciphertext -> keyIds.add(Vault.keyIdOf(ciphertext.textValue())));
            keys.require(keyIds, "The secrets of provider '" + row.id + "'");
        }
    }

    private List<Provider> load() {
        List<Provider> providers = new ArrayList<>();
        for (ProviderEntity row : repository.enabled()) {
            try {
                providers.add(
                        reader.readStored(documents.complete(row), row.version).provider());
            } catch (InvalidProvider invalid) {
                // Saved by another version of Gatehouse. Without it, its tokens are refused; the others must go on.
                LOG.errorf(
                        "Provider '%s' is left out until it is saved anew: %s",
                        row.id, Shown.clean(String.valueOf(invalid.getMessage())));
            }
        }
        return providers;
    }
}
