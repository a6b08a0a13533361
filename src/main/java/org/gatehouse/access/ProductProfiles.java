package org.gatehouse.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.gatehouse.caller.Product;

/** The profiles of all products, read once from {@code access/} of this build. */
@Singleton
final class ProductProfiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Product, ProductProfile> profiles = new EnumMap<>(Product.class);

    ProductProfiles() {
        for (Product product : Product.values()) {
            profiles.put(product, read(product.name().toLowerCase(Locale.ROOT)));
        }
    }

    ProductProfile of(Product product) {
        return Objects.requireNonNull(profiles.get(product));
    }

    private static ProductProfile read(String name) {
        String resource = "/access/" + name + ".json";
        try (InputStream in = ProductProfiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the build");
            }
            return JSON.readValue(in, ProductProfile.class);
        } catch (IOException broken) {
            throw new IllegalStateException(resource + " is broken", broken);
        }
    }
}
