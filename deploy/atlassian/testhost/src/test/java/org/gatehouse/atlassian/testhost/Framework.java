package org.gatehouse.atlassian.testhost;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** An OSGi framework that gives its bundles the packages that a product would: its own classes, and the servlet API of its flavour. */
final class Framework {
    static final String SERVLET_PACKAGES = "jakarta.servlet,jakarta.servlet.http";
    static final String SAL_PACKAGES = "com.atlassian.sal.api,com.atlassian.sal.api.auth,com.atlassian.sal.api.message,com.atlassian.sal.api.user";
    /** There since platform 7. */
    static final String ANNOTATION_PACKAGES = "com.atlassian.annotations.security";
    static final String LOG_PACKAGES = "org.slf4j";
    static final String BITBUCKET_PACKAGES = "com.atlassian.bitbucket.auth,com.atlassian.bitbucket.user";

    private final Felix felix;

    Framework(Path storage, List<String> packages) throws BundleException {
        felix = new Felix(Map.of(
                "org.osgi.framework.storage", storage.toString(),
                "org.osgi.framework.storage.clean", "onFirstInit",
                "org.osgi.framework.system.packages.extra", String.join(",", packages),
                // As the products set them: nothing of the host's or Java's reaches a bundle that does not import it, but for java.*.
                "org.osgi.framework.bootdelegation", "",
                "felix.bootdelegation.implicit", "false",
                // Otherwise it takes over the URL handlers of the whole JVM, Tomcat's included.
                "felix.service.urlhandlers", "false"));
        felix.start();
    }

    <T> void register(Class<T> type, T service) {
        felix.getBundleContext().registerService(type, service, null);
    }

    Bundle install(File jar) throws BundleException {
        return felix.getBundleContext().installBundle(jar.toURI().toString());
    }

    void stop() throws BundleException, InterruptedException {
        felix.stop();
        felix.waitForStop(10_000);
    }
}
