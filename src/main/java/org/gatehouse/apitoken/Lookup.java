package org.gatehouse.apitoken;

/** What came of looking a presented token up. */
sealed interface Lookup {
    /** It is one that we know. Whether it is good now is not said yet. */
    record Found(ApiToken token) implements Lookup {}

    /** It is none. */
    record Unknown() implements Lookup {}

    /** The database can't be asked, or has too much to do. */
    record Unavailable() implements Lookup {}
}
