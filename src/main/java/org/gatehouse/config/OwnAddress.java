package org.gatehouse.config;

import io.quarkus.runtime.configuration.ConfigUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.Config;

/**
 * Where the service of this machine is reached from this machine, by the settings that it was started with.
 *
 * @param tls whether it answers there by https
 */
public record OwnAddress(InetSocketAddress socket, boolean tls) {

    /** For a process of its own, which starts no service; read as {@link StartSettings#read()} does. */
    public static OwnAddress read() {
        Config config = ConfigUtils.configBuilder().build();
        String host = config.getOptionalValue("quarkus.http.host", String.class).orElse("0.0.0.0");
        boolean tls = !config.getOptionalValue("quarkus.http.insecure-requests", String.class)
                .orElse("enabled")
                .equalsIgnoreCase("enabled");
        int port = tls
                ? config.getOptionalValue("quarkus.http.ssl-port", Integer.class)
                        .orElse(8443)
                : config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080);
        return new OwnAddress(new InetSocketAddress(reachable(host), port), tls);
    }

    /** A service that listens everywhere listens on the loopback address as well. */
    private static InetAddress reachable(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("quarkus.http.host is no address of this machine: " + host, e);
        }
    }
}
