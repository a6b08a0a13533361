package org.gatehouse.keys;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Recognises RSA moduli of the generator that CVE-2017-15361 (ROCA) broke: such a modulus is a power of 65537 modulo each of the
 * first primes, which happens to another one with a chance of less than one in a hundred million.
 */
final class RocaFingerprint {
    private static final int GENERATOR = 65537;
    private static final int LAST_PRIME = 167;

    private static final List<Subgroup> SUBGROUPS = subgroups();

    private RocaFingerprint() {}

    static boolean matches(BigInteger modulus) {
        return SUBGROUPS.stream().allMatch(subgroup -> subgroup.holds(modulus));
    }

    /** The powers of the generator modulo a prime. */
    private record Subgroup(int prime, BitSet powers) {
        boolean holds(BigInteger number) {
            return powers.get(number.mod(BigInteger.valueOf(prime)).intValue());
        }
    }

    private static List<Subgroup> subgroups() {
        List<Subgroup> subgroups = new ArrayList<>();
        for (int prime = 3; prime <= LAST_PRIME; prime += 2) {
            if (BigInteger.valueOf(prime).isProbablePrime(20)) {
                BitSet powers = new BitSet(prime);
                for (int power = 1; !powers.get(power); power = power * (GENERATOR % prime) % prime) {
                    powers.set(power);
                }
                subgroups.add(new Subgroup(prime, powers));
            }
        }
        return List.copyOf(subgroups);
    }
}
