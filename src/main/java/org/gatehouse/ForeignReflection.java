package org.gatehouse;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Classes of others that are found by their names, which a native executable must be told beforehand; our own say it themselves.
 *
 * <p>Caffeine has a class for each combination of a cache's features, and one for its entries. HKDF has been a service of its own
 * since Java 24 ({@code javax.crypto.KDF}), which GraalVM does not look for as it does for signatures and ciphers: our keys are made
 * with it, and so are those of TLS 1.3.
 */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.SSLMSA",
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.SSMSA",
            "com.github.benmanes.caffeine.cache.SSMSW",
            "com.github.benmanes.caffeine.cache.SSMWA",
            "com.github.benmanes.caffeine.cache.SSMWW",
            "com.github.benmanes.caffeine.cache.PSAMS",
            "com.github.benmanes.caffeine.cache.PSMS",
            "com.github.benmanes.caffeine.cache.PSWMS",
            "com.github.benmanes.caffeine.cache.PSWMW",
            "com.sun.crypto.provider.HKDFKeyDerivation$HKDFSHA256",
            "com.sun.crypto.provider.HKDFKeyDerivation$HKDFSHA384",
            "com.sun.crypto.provider.HKDFKeyDerivation$HKDFSHA512",
        })
public final class ForeignReflection {
    private ForeignReflection() {}
}
