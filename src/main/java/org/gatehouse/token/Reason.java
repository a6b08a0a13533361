package org.gatehouse.token;

import java.util.Locale;

/**
 * Why a token was refused: our private, stable codes for administrators, logs and metrics. Never part of a caller's answer,
 * which is {@code {"active":false}} for each of them (RFC 7662 §2.2).
 */
public enum Reason {
    /** Longer than any token looked at. */
    TOO_LARGE,
    /** Not the compact serialization of one JWS: wrong parts, foreign characters, JSON serialization. */
    MALFORMED,
    /** A part is not base64url as RFC 7515 writes it: padding, standard alphabet, impossible length, unused bits set. */
    BAD_BASE64,
    /** Header or payload is not UTF-8. */
    BAD_UTF8,
    /** Header or payload is not one strict JSON object: duplicate members, trailing content, too deep, too long. */
    BAD_JSON,
    /** An encrypted token; Gatehouse holds no decryption keys. */
    ENCRYPTED,
    /** A JWT inside a JWT ({@code cty}). */
    NESTED,
    /** {@code alg} is missing, unknown, or not allowed for this provider. */
    ALGORITHM_NOT_ALLOWED,
    /** The key named by {@code kid} is not for this {@code alg}. */
    ALGORITHM_KEY_MISMATCH,
    /** {@code kid} is not a string of sensible length. */
    BAD_KEY_ID,
    /** The issuer publishes no such key. */
    UNKNOWN_KEY,
    /** {@code crit} or {@code b64}: an extension that must be understood, and none is. */
    CRITICAL_HEADER,
    /** {@code typ} is not that of an access token. */
    WRONG_TYPE,
    /** Made for Microsoft Graph; no other service can verify it. The client must ask for a scope of your own API. */
    GRAPH_TOKEN,
    /** The signature does not fit the key. */
    BAD_SIGNATURE,
    /** No enabled provider has this issuer, or the token names none. */
    UNKNOWN_ISSUER,
    /** No provider is known for such a token; it was not sent to any. */
    NO_PROVIDER,
    /** A kind of token that this provider's settings don't let in, such as a personal access token. */
    KIND_NOT_ALLOWED,
    /** An Atlassian product issued it itself, so only that product can judge it; it was sent nowhere. */
    PRODUCT_TOKEN,
    /** More than one provider could have issued it; none was asked. */
    AMBIGUOUS_PROVIDER,
    /** A claim that binds the token to its tenant or policy has another value. */
    WRONG_TENANT,
    /** Not issued for us. */
    WRONG_AUDIENCE,
    /** A rule that an administrator wrote to bind tokens to us does not hold. */
    BINDING_NOT_MET,
    /** Issued to a client that is not on the list. */
    CLIENT_NOT_ALLOWED,
    /** An ID token, refresh token, logout token or the like. */
    NOT_AN_ACCESS_TOKEN,
    /** The provider itself says that it is not good: expired, revoked, or never issued. */
    NOT_ACTIVE,
    /** The user's account at the provider is blocked or deactivated. */
    ACCOUNT_INACTIVE,
    /** The provider's answer is about another subject than the token. */
    WRONG_SUBJECT,
    /** {@code exp} has passed. */
    EXPIRED,
    /** {@code exp} is missing, not a time, or further away than any token may live. */
    BAD_EXPIRY,
    /** {@code nbf} is still to come, or not a time. */
    NOT_YET_VALID,
    /** {@code iat} is in the future, after {@code exp}, or not a time. */
    BAD_ISSUED_AT,
    /** {@code sub} is there and not a string of sensible length. */
    BAD_SUBJECT,
    /** Bound to a key or certificate ({@code cnf}) and presented as a bearer token. */
    SENDER_CONSTRAINED,
    /** A required scope is missing. */
    MISSING_SCOPE,
    /** A required role is missing. */
    MISSING_ROLE,
    /** The user is in none of the groups that are let in. */
    MISSING_GROUP,
    /** The user is in a group that is kept out. */
    DENIED_GROUP,
    /** Group rules apply, and the token does not say all groups that the user is in. */
    GROUPS_UNKNOWN,
    /** Belongs to an application and not to a person, and no username is mapped to that client. */
    APP_ONLY,
    /** None of the configured attributes gave a username. */
    NO_USERNAME,
    /** The name is not written as usernames are: in Unicode NFC, without white space and invisible characters. */
    BAD_USERNAME,
    /** The e-mail address that was to be the username is not verified, or its domain is not listed. */
    UNVERIFIED_EMAIL,
    /** Looks like one of our own API tokens, but its checksum does not fit: mistyped, or cut off. */
    BAD_CHECKSUM,
    /** Looks like an API token that we know, and is none. */
    UNKNOWN_API_TOKEN,
    /** An API token that was revoked. */
    REVOKED,
    /** An API token's earlier secret; it was rotated and the overlap is over. */
    ROTATED,
    /** An API token that an administrator disabled for now. */
    DISABLED,
    /** An API token that is not for this caller. */
    CALLER_NOT_ALLOWED,
    /** Good for clients at some addresses only: this one has another, or the caller did not say which. */
    ADDRESS_NOT_ALLOWED,
    /** A read-only API token, used with a method that may write. */
    READ_ONLY;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The stable form in logs, metrics and the admin API, for example {@code wrong_audience}. */
    public String code() {
        return code;
    }

    @Override
    public String toString() {
        return code;
    }
}
