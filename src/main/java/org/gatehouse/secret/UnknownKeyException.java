package org.gatehouse.secret;

/** Something stored was written with a key that this instance was not given. The operator's to cure; the message says how. */
public final class UnknownKeyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(String keyId, String what) {
        super(what + ": written with encryption key '" + keyId
                + "', which is neither gatehouse.encryption-key nor among"
                + " gatehouse.previous-encryption-keys. Start with that key among the previous ones.");
    }
}
