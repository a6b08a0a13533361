package org.gatehouse.outbound;

import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certain authorities and no others. Read on a worker like {@link PlatformTrust}. */
record AuthoritiesTrust(CaCertificates authorities) implements TrustOptions {

    @Override
    public TrustOptions copy() {
        return this;
    }

    @Override
    public TrustManagerFactory getTrustManagerFactory(Vertx vertx) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : authorities.certificates()) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    @Override
    public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx)
            throws GeneralSecurityException, IOException {
        TrustManager[] managers = getTrustManagerFactory(vertx).getTrustManagers();
        return _ -> managers;
    }
}
