package org.gatehouse.nativeimage;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keeps OpenSSL, which is not part of Gatehouse, out of a native executable. Since 4.1.136 Netty makes client contexts by an overload
 * with {@code startTls} that Quarkus 3.33.2 does not substitute, as it does its other ones; Quarkus 3.33.3.1 does
 * (quarkusio/quarkus#55628), and with it this class goes: a test says when. Like those it always takes TLS of the JDK, which has no
 * use for {@code startTls}.
 */
@TargetClass(SslContext.class)
final class NettySslContext {
    private NettySslContext() {}

    @Substitute
    static SslContext newClientContextInternal(
            SslProvider provider,
            Provider sslContextProvider,
            X509Certificate[] trustCert,
            TrustManagerFactory trustManagerFactory,
            X509Certificate[] keyCertChain,
            PrivateKey key,
            String keyPassword,
            KeyManagerFactory keyManagerFactory,
            Iterable<String> ciphers,
            CipherSuiteFilter cipherFilter,
            ApplicationProtocolConfig apn,
            String[] protocols,
            long sessionCacheSize,
            long sessionTimeout,
            boolean startTls,
            boolean enableOcsp,
            SecureRandom secureRandom,
            String keyStoreType,
            String endpointIdentificationAlgorithm,
            Map.Entry<SslContextOption<?>, Object>[] options)
            throws SSLException {
        if (enableOcsp) {
            throw new IllegalArgumentException("OCSP is not supported with this SslProvider: " + provider);
        }
        return (SslContext) (Object) new JdkSslClientContext(
                sslContextProvider,
                trustCert,
                trustManagerFactory,
                keyCertChain,
                key,
                keyPassword,
                keyManagerFactory,
                ciphers,
                cipherFilter,
                apn,
                protocols,
                sessionCacheSize,
                sessionTimeout,
                secureRandom,
                keyStoreType,
                endpointIdentificationAlgorithm,
                new ResumptionController());
    }

    @TargetClass(className = "io.netty.handler.ssl.ResumptionController")
    static final class ResumptionController {
        @Alias
        ResumptionController() {}
    }

    @TargetClass(className = "io.netty.handler.ssl.JdkSslClientContext")
    static final class JdkSslClientContext {
        @Alias
        JdkSslClientContext(
                Provider sslContextProvider,
                X509Certificate[] trustCert,
                TrustManagerFactory trustManagerFactory,
                X509Certificate[] keyCertChain,
                PrivateKey key,
                String keyPassword,
                KeyManagerFactory keyManagerFactory,
                Iterable<String> ciphers,
                CipherSuiteFilter cipherFilter,
                ApplicationProtocolConfig apn,
                String[] protocols,
                long sessionCacheSize,
                long sessionTimeout,
                SecureRandom secureRandom,
                String keyStoreType,
                String endpointIdentificationAlgorithm,
                ResumptionController resumptionController)
                throws SSLException {}
    }
}
