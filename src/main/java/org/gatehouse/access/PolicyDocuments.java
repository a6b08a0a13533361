package org.gatehouse.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.caller.Product;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.rest.EntityTag;

/** Writes a policy down for the plugin, once for each change. */
@Singleton
final class PolicyDocuments {
    private static final int TAG_BYTES = 12;

    private final Optional<String> issuer;
    private final ObjectMapper json;

    PolicyDocuments(GatehouseConfig config, ObjectMapper json) {
        this.issuer = config.publicUrl().map(Object::toString);
        this.json = json;
    }

    SitePolicy.Published publish(long version, String caller, Product product, CompletePolicy policy) {
        ObjectNode document = json.createObjectNode();
        document.put("version", version);
        document.put("caller", caller);
        document.put("product", product.name().toLowerCase(Locale.ROOT));
        document.setAll((ObjectNode) json.valueToTree(policy.form()));
        issuer.ifPresent(
                url -> document.putObject("assertion").put("issuer", url).put("audience", caller));
        try {
            String text = json.writeValueAsString(document);
            return new SitePolicy.Published(text, tag(text));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of all that is said, not of the version alone: settings and the defaults of a newer Gatehouse change it too. */
    private static EntityTag tag(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new EntityTag(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
