package org.gatehouse.config;

import java.util.Locale;

/** The two names of a setting: {@code gatehouse.admin.token} and, in the environment, {@code GATEHOUSE_ADMIN_TOKEN}. */
final class SettingName {

    private SettingName() {}

    static String inEnvironment(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Both, as messages say them. */
    static String both(String property) {
        return inEnvironment(property) + " (" + property + ")";
    }
}
