package org.gatehouse;

import java.util.Properties;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Undoes what a test, or a class as a whole, did to the system properties, which all tests of a JVM share. */
public final class RestoredSystemProperties
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final Namespace OURS = Namespace.create(RestoredSystemProperties.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        restore(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        restore(context);
    }

    private static void remember(ExtensionContext context) {
        Properties before = new Properties();
        before.putAll(System.getProperties());
        context.getStore(OURS).put(context.getUniqueId(), before);
    }

    private static void restore(ExtensionContext context) {
        System.setProperties(context.getStore(OURS).get(context.getUniqueId(), Properties.class));
    }
}
