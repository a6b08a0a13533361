package org.gatehouse.atlassian.plugin;

import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The product's services. Looked up each time: the product may replace them, and a look-up is a map access. */
final class HostServices {
    private static final String BITBUCKET_USERS = "com.atlassian.bitbucket.user.UserService";

    private final BundleContext context;

    HostServices(BundleContext context) {
        this.context = context;
    }

    <T> Optional<T> find(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return Optional.ofNullable(reference).map(context::getService);
    }

    /** The service of this type; an {@link IllegalStateException} if the product has none. */
    <T> T get(Class<T> type) {
        return find(type).orElseThrow(() -> new IllegalStateException("the product has no " + type.getName()));
    }

    /** By name, as the class is there in Bitbucket only. */
    boolean isBitbucket() {
        return context.getServiceReference(BITBUCKET_USERS) != null;
    }
}
