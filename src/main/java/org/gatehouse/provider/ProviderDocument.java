package org.gatehouse.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A provider as an administrator wrote it, without its secrets: what the admin API takes and gives, and what is stored.
 *
 * @param parameters the preset's own parameters, as given
 */
record ProviderDocument(
        String id,
        String name,
        String kind,
        boolean enabled,
        ObjectNode parameters,
        ObjectNode mapping,
        ObjectNode rules,
        ObjectNode network) {}
