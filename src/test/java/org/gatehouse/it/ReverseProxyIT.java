package org.gatehouse.it;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The proxies of Debian with the configurations of {@code deploy/proxies}; one that is not installed is skipped, and says so. */
class ReverseProxyIT {

    @Nested
    class Nginx extends ProxyTricks {
        Nginx() {
            super("nginx", "nginx");
        }

        @Override
        ReverseProxy start(Path program, ReverseProxy.Site site) throws Exception {
            return ReverseProxy.nginx(program, site);
        }
    }

    @Nested
    class Haproxy extends ProxyTricks {
        Haproxy() {
            super("haproxy", "haproxy");
        }

        @Override
        ReverseProxy start(Path program, ReverseProxy.Site site) throws Exception {
            return ReverseProxy.haproxy(program, site);
        }
    }

    @Nested
    class Caddy extends ProxyTricks {
        Caddy() {
            super("caddy", "caddy");
        }

        @Override
        ReverseProxy start(Path program, ReverseProxy.Site site) throws Exception {
            return ReverseProxy.caddy(program, site);
        }
    }

    @Nested
    class Apache extends ProxyTricks {
        Apache() {
            super("apache2", "apache2 libapache2-mod-auth-openidc");
        }

        @Override
        ReverseProxy start(Path program, ReverseProxy.Site site) throws Exception {
            return ReverseProxy.apache(program, site);
        }

        @Override
        boolean usesForwardAuth() {
            return false;
        }

        /** mod_auth_openidc has no word for an outage of whom it asks. */
        @Override
        List<Integer> unavailable() {
            return List.of(401, 500, 503);
        }
    }
}
