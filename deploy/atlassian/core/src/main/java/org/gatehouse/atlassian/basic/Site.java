package org.gatehouse.atlassian.basic;

/** What runs here, told in no longer texts than Gatehouse takes: a product's name is whatever its administrators made of it. */
public final class Site {
    private static final int MAX_TEXT = 60;

    private final String pluginVersion;
    private final String flavour;
    private final String productName;
    private final String productVersion;

    /** @param flavour {@code javax} or {@code jakarta} */
    public Site(String pluginVersion, String flavour, String productName, String productVersion) {
        this.pluginVersion = limited(pluginVersion);
        this.flavour = limited(flavour);
        this.productName = limited(productName);
        this.productVersion = limited(productVersion);
    }

    private static String limited(String text) {
        return text == null ? "" : BasicUse.limited(text, MAX_TEXT);
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
