package org.gatehouse.atlassian.basic;

/** What runs here. */
public final class Site {
    private final String pluginVersion;
    private final String flavour;
    private final String productName;
    private final String productVersion;

    /** @param flavour {@code javax} or {@code jakarta} */
    public Site(String pluginVersion, String flavour, String productName, String productVersion) {
        this.pluginVersion = pluginVersion;
        this.flavour = flavour;
        this.productName = productName;
        this.productVersion = productVersion;
    }

    public String pluginVersion() {
        return pluginVersion;
    }

    public String flavour() {
        return flavour;
    }

    public String productName() {
        return productName;
    }

    public String productVersion() {
        return productVersion;
    }
}
