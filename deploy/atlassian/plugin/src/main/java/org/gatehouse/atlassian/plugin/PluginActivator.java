package org.gatehouse.atlassian.plugin;

import com.atlassian.sal.api.ApplicationProperties;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.atlassian.Gatehouse;
import org.gatehouse.atlassian.basic.Site;
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.settings.Settings;
import org.gatehouse.atlassian.settings.SettingsException;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Starts and stops with the bundle.
 *
 * <p>Modules are created by the product and can be given nothing, so what they share is static here; the bundle has its own class loader,
 * and there is one of it. A setting that is wrong leaves the plugin unconfigured, which locks nobody out, and is said on the status page.
 */
public final class PluginActivator implements BundleActivator {
    static {
        // Before any class of ours makes its logger.
        Log.to(ProductLog.source());
    }

    private static final Logger LOG = Log.of(PluginActivator.class);

    private static volatile Gatehouse gatehouse;
    private static volatile HostServices host;
    private static volatile String problem = "";

    @Override
    public void start(BundleContext context) {
        host = new HostServices(context);
        problem = "";
        try {
            Settings settings = Settings.load(systemProperties(), System.getenv());
            if (settings.enabled() && settings.url().isPresent()) {
                Gatehouse started = new Gatehouse(settings, () -> site(context));
                started.start();
                gatehouse = started;
            } else {
                LOG.log(Level.INFO, "Gatehouse is not configured, or switched off: it changes nothing");
            }
        } catch (SettingsException | IOException | LinkageError e) {
            problem = e instanceof LinkageError ? "the product does not give the plugin a class of Java: " + e : e.getMessage();
            LOG.log(Level.ERROR, "Gatehouse changes nothing, as its settings cannot be used: {0}", problem);
        }
    }

    @Override
    public void stop(BundleContext context) {
        Gatehouse stopped = gatehouse;
        gatehouse = null;
        host = null;
        if (stopped != null) {
            stopped.close();
        }
    }

    /** Empty if the plugin is unconfigured, switched off or stopped: then nothing is to be changed. */
    static Optional<Gatehouse> gatehouse() {
        return Optional.ofNullable(gatehouse);
    }

    static HostServices host() {
        HostServices current = host;
        if (current == null) {
            throw new IllegalStateException("the plugin is stopped");
        }
        return current;
    }

    /** What is wrong with the settings; empty if nothing is. */
    static String problem() {
        return problem;
    }

    /** What runs here. */
    static Map<String, Object> about() {
        Map<String, Object> about = new LinkedHashMap<>();
        Site here = site(FrameworkUtil.getBundle(PluginActivator.class).getBundleContext());
        about.put("plugin", here.pluginVersion() + " " + here.flavour());
        about.put("product", here.productName() + " " + here.productVersion());
        about.put("java", System.getProperty("java.version"));
        return about;
    }

    private static Site site(BundleContext context) {
        Optional<ApplicationProperties> product = host().find(ApplicationProperties.class);
        return new Site(
                context.getBundle().getVersion().toString(),
                context.getBundle().getHeaders().get("Gatehouse-Flavour"),
                product.map(ApplicationProperties::getDisplayName).orElse("unknown"),
                product.map(ApplicationProperties::getVersion).orElse("unknown"));
    }

    private static Map<String, String> systemProperties() {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        return properties;
    }
}
