package org.gatehouse.config;

import io.smallrye.config.SmallRyeConfig;
import org.eclipse.microprofile.config.ConfigProvider;

/** The settings of this process, for the few objects that are made by somebody else than the bean container. */
public final class RunningConfig {
    private RunningConfig() {}

    /** Once the service is starting. */
    public static GatehouseConfig read() {
        return ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(GatehouseConfig.class);
    }
}
