package org.gatehouse.provider;

/**
 * The part of a preset that says where groups are found that a token has no room for; see {@link GroupSource}.
 *
 * @param when the setting that must be chosen for that
 */
record GroupTemplate(
        Preset.Choice when, AskTemplate.ClientTemplate client, String tokenUrl, String scope, String membershipsUrl) {}
