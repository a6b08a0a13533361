package org.gatehouse.access;

/** What a path is to an access policy. */
public enum Zone {
    /** An API: who calls it must be known. */
    PROTECTED,
    /** Beneath a protected path, but called by the product itself or its peers: never refused, never touched. */
    EXEMPT,
    /** Git over HTTP, where clients know nothing but Basic. */
    SCM,
    /** Pages of the product; its own business. */
    OTHER
}
