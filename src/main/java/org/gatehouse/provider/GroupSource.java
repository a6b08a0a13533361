package org.gatehouse.provider;

import org.gatehouse.outbound.NetworkRules;

/**
 * Where the groups of a user are found whose token has no room for them: Entra leaves out more than 200. The places are ours and
 * never the token's, whose {@code _claim_sources} anybody's directory could point anywhere.
 *
 * @param tokenUrl where our own application gets its token; {@code {tid}} stands for the user's tenant
 * @param scope what that token is for
 * @param membershipsUrl lists them, in pages; {@code {oid}} stands for the user
 */
public record GroupSource(
        String tokenUrl, String scope, String membershipsUrl, ClientCredentials client, NetworkRules network) {}
