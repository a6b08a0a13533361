package org.gatehouse.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.gatehouse.secret.Vault;
import org.jboss.logging.Logger;

/** Between a row of {@code provider} and the JSON that administrators write and read. */
@Singleton
final class ProviderDocuments {
    private static final Logger LOG = Logger.getLogger(ProviderDocuments.class);

    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String KIND = "kind";
    private static final String ENABLED = "enabled";

    private static final String PARAMETERS = "parameters";
    private static final String MAPPING = "mapping";
    private static final String RULES = "rules";
    private static final String NETWORK = "network";
    private static final List<String> SECTIONS = List.of(PARAMETERS, MAPPING, RULES, NETWORK);

    private final ObjectMapper json;
    private final Vault vault;

    ProviderDocuments(ObjectMapper json, Vault vault) {
        this.json = json;
        this.vault = vault;
    }

    /** What an administrator would write to get this provider again, secrets aside. */
    ObjectNode body(ProviderEntity row) {
        ObjectNode body = json.createObjectNode();
        body.put(ID, row.id).put(NAME, row.name).put(KIND, row.kind).put(ENABLED, row.enabled);
        ObjectNode stored = read(row.document);
        // PostgreSQL keeps jsonb in an order of its own.
        SECTIONS.forEach(section -> body.set(section, stored.get(section)));
        return body;
    }

    /** The body with its secrets in the clear, for deriving a provider and for nothing else. A secret that can't be read is left out. */
    ObjectNode complete(ProviderEntity row) {
        ObjectNode body = body(row);
        ObjectNode parameters = body.withObjectProperty(PARAMETERS);
        read(row.secrets).properties().forEach(secret -> decrypted(
                        row, secret.getKey(), secret.getValue().textValue())
                .ifPresent(plaintext -> parameters.put(secret.getKey(), plaintext)));
        return body;
    }

    private Optional<String> decrypted(ProviderEntity row, String name, String ciphertext) {
        try {
            return Optional.of(vault.decrypt(ciphertext, secretContext(row.id, name)));
        } catch (IllegalStateException unreadable) {
            // Another replica may have a newer key: this one must go on without that secret.
            LOG.errorf("A secret of provider '%s' can't be read: %s", row.id, unreadable.getMessage());
            return Optional.empty();
        }
    }

    static String secretContext(String id, String parameter) {
        return "provider/" + id + "/" + parameter;
    }

    /** What the admin API shows: the body, the names of the secrets that are set, and the times. */
    ObjectNode view(ProviderEntity row) {
        ObjectNode view = body(row);
        read(row.secrets).fieldNames().forEachRemaining(view.putArray(ProviderReader.SECRETS)::add);
        view.put(ProviderReader.CREATED_AT, row.createdAt.toString());
        view.put(ProviderReader.UPDATED_AT, row.updatedAt.toString());
        return view;
    }

    void write(ProviderDocument document, ProviderEntity row) {
        ObjectNode stored = json.createObjectNode();
        stored.set(PARAMETERS, document.parameters());
        stored.set(MAPPING, document.mapping());
        stored.set(RULES, document.rules());
        stored.set(NETWORK, document.network());
        row.name = document.name();
        row.kind = document.kind();
        row.enabled = document.enabled();
        row.document = stored.toString();
    }

    ObjectNode read(String object) {
        try {
            return (ObjectNode) json.readTree(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds a provider that is no JSON", e);
        }
    }
}
