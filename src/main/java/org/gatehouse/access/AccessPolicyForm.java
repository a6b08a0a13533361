package org.gatehouse.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access policy as it is written in JSON: by an administrator, where what is left out has the default of the product's profile,
 * and in answers, where nothing is left out. Durations are text, because Jackson reads bare numbers as durations too.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccessPolicyForm(
        @Nullable Tokens tokens,
        @Nullable Anonymous anonymous,
        @Nullable Basic basic,
        @Nullable Paths paths,
        @Nullable Cache cache,
        @Nullable String reportEvery) {

    /** @param webSudo whether a token passes what asks a browser for its user's password once more; only the plugin can see to it */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tokens(
            @Nullable Boolean enabled,
            @Nullable Foreign foreign,
            @Nullable Boolean webSudo) {
        private static final Tokens SILENT = new Tokens(null, null, null);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Anonymous(@Nullable Boolean rest) {
        private static final Anonymous SILENT = new Anonymous(null);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Basic(
            @Nullable Stage stage,
            @Nullable Integer share,
            @Nullable List<@Nullable String> users,
            @Nullable Scm scm,
            @Nullable Except except) {
        private static final Basic SILENT = new Basic(null, null, null, null, null);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Except(
            @Nullable List<@Nullable String> users,
            @Nullable List<@Nullable String> paths,
            @Nullable List<@Nullable String> networks) {
        private static final Except SILENT = new Except(null, null, null);
    }

    /** @param context the product's context root, empty or like {@code /jira}: known to the plugin, but not to a proxy */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Paths(
            @Nullable String context,
            @JsonProperty("protected") @Nullable List<@Nullable String> guarded,
            @Nullable List<@Nullable String> exempt) {
        private static final Paths SILENT = new Paths(null, null, null);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cache(@Nullable String positive, @Nullable String negative) {
        private static final Cache SILENT = new Cache(null, null);
    }

    Tokens saidTokens() {
        return or(tokens, Tokens.SILENT);
    }

    Anonymous saidAnonymous() {
        return or(anonymous, Anonymous.SILENT);
    }

    Basic saidBasic() {
        return or(basic, Basic.SILENT);
    }

    Except saidExcept() {
        return or(saidBasic().except(), Except.SILENT);
    }

    Paths saidPaths() {
        return or(paths, Paths.SILENT);
    }

    Cache saidCache() {
        return or(cache, Cache.SILENT);
    }

    /** This, and where it says nothing, what the defaults say. */
    AccessPolicyForm over(AccessPolicyForm defaults) {
        Basic here = saidBasic();
        Basic there = defaults.saidBasic();
        return new AccessPolicyForm(
                new Tokens(
                        either(saidTokens().enabled(), defaults.saidTokens().enabled()),
                        either(saidTokens().foreign(), defaults.saidTokens().foreign()),
                        either(saidTokens().webSudo(), defaults.saidTokens().webSudo())),
                new Anonymous(
                        either(saidAnonymous().rest(), defaults.saidAnonymous().rest())),
                new Basic(
                        either(here.stage(), there.stage()),
                        either(here.share(), there.share()),
                        either(here.users(), there.users()),
                        either(here.scm(), there.scm()),
                        new Except(
                                either(
                                        saidExcept().users(),
                                        defaults.saidExcept().users()),
                                either(
                                        saidExcept().paths(),
                                        defaults.saidExcept().paths()),
                                either(
                                        saidExcept().networks(),
                                        defaults.saidExcept().networks()))),
                new Paths(
                        either(saidPaths().context(), defaults.saidPaths().context()),
                        either(saidPaths().guarded(), defaults.saidPaths().guarded()),
                        either(saidPaths().exempt(), defaults.saidPaths().exempt())),
                new Cache(
                        either(saidCache().positive(), defaults.saidCache().positive()),
                        either(saidCache().negative(), defaults.saidCache().negative())),
                either(reportEvery, defaults.reportEvery()));
    }

    /** The same, with these exceptions from what is refused in place of its own. */
    AccessPolicyForm excepting(Except except) {
        Basic said = saidBasic();
        return new AccessPolicyForm(
                tokens,
                anonymous,
                new Basic(said.stage(), said.share(), said.users(), said.scm(), except),
                paths,
                cache,
                reportEvery);
    }

    private static <T> @Nullable T either(@Nullable T said, @Nullable T fallback) {
        return said == null ? fallback : said;
    }

    private static <T> T or(@Nullable T said, T fallback) {
        return said == null ? fallback : said;
    }
}
