package org.gatehouse.apitoken;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The stored tokens, as looking one up needs them. Blocks. */
interface ApiTokenStore {

    /** The tokens with a secret that has one of these hashes, revoked and expired ones too; one for each such secret. */
    List<ApiToken> find(Collection<String> hashes) throws SQLException;

    /** What the tokens of other systems start with. */
    Set<String> importedPrefixes() throws SQLException;

    /** The keys that the hashes of usable tokens were made with. */
    Set<String> keyIds() throws SQLException;
}
