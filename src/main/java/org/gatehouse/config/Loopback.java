package org.gatehouse.config;

import java.util.Locale;

/** Names and addresses of this machine, as they are written; nothing is resolved. */
final class Loopback {

    private Loopback() {}

    static boolean isOne(String host) {
        String plain = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        return plain.equals("localhost")
                || plain.endsWith(".localhost")
                || plain.equals("::1")
                || plain.matches("127(\\.\\d{1,3}){3}");
    }
}
