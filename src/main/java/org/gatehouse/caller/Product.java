package org.gatehouse.caller;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What kind of site a caller is; some things differ between the products, such as which tokens are their own. */
public enum Product {
    @JsonProperty("jira")
    JIRA,
    @JsonProperty("confluence")
    CONFLUENCE,
    @JsonProperty("bitbucket")
    BITBUCKET,
    @JsonProperty("bamboo")
    BAMBOO,
    @JsonProperty("other")
    OTHER
}
