package org.gatehouse.token;

/** Registered claim names, as spelled on the wire (RFC 7519 §4.1, RFC 8693 §4, RFC 9068 §2.2, OpenID Connect Core §2). */
public final class ClaimNames {
    public static final String ISS = "iss";
    public static final String SUB = "sub";
    public static final String AUD = "aud";
    public static final String EXP = "exp";
    public static final String NBF = "nbf";
    public static final String IAT = "iat";
    public static final String JTI = "jti";
    public static final String SCOPE = "scope";
    public static final String SCP = "scp";
    public static final String CLIENT_ID = "client_id";
    public static final String CNF = "cnf";
    public static final String EMAIL = "email";
    public static final String EMAIL_VERIFIED = "email_verified";
    /** Entra's optional claim for an address whose domain its owner proved. */
    public static final String XMS_EDOV = "xms_edov";

    private ClaimNames() {}
}
