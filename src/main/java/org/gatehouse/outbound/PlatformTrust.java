package org.gatehouse.outbound;

import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The authorities that the JVM trusts: its own, or those of {@code javax.net.ssl.trustStore}. The client would use them anyway,
 * but read the store on an event loop; options are read on a worker.
 */
final class PlatformTrust implements TrustOptions {

    @Override
    public TrustOptions copy() {
        return this;
    }

    @Override
    public TrustManagerFactory getTrustManagerFactory(Vertx vertx) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory;
    }

    @Override
    public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx) throws GeneralSecurityException {
        TrustManager[] managers = getTrustManagerFactory(vertx).getTrustManagers();
        return _ -> managers;
    }
}
