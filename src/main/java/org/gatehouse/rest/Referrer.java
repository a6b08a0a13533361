package org.gatehouse.rest;

import java.util.List;

/** A kind of resource that names others by their ids. */
public interface Referrer {

    /** What is named. */
    enum Named {
        PROVIDER,
        CALLER
    }

    /** The resources of this kind that name that one, for people: {@code caller jira}. Asks the database. */
    List<String> naming(Named kind, String id);

    /** What stops if it is deleted all the same, as a sentence. */
    String consequence();
}
