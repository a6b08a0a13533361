package org.gatehouse.access;

import org.gatehouse.rest.EntityTag;

/**
 * The access policy of one site: to be applied, and to be told.
 *
 * @param own the credentials that its product alone can judge
 */
public record SitePolicy(AccessPolicy policy, ProductProfile.Own own, Published published) {

    /**
     * What the plugin is told.
     *
     * @param json as it is sent
     */
    record Published(String json, EntityTag tag) {}
}
