package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Json;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameMappingTest {
    private static final AppOnly APP_ONLY = new AppOnly(
            List.of(
                    List.of(new ClaimCondition(ClaimPath.parse("idtyp"), ClaimCondition.Test.EQUALS, List.of("app"))),
                    List.of(
                            new ClaimCondition(ClaimPath.parse("p"), ClaimCondition.Test.PRESENT, List.of()),
                            new ClaimCondition(ClaimPath.parse("q"), ClaimCondition.Test.PRESENT, List.of()))),
            List.of(),
            AppOnly.PERSONAL,
            List.of(),
            false,
            List.of(ClaimPath.parse("azp"), ClaimPath.parse("client_id")),
            Map.of("sync", "robot"));

    private static UsernameMapping mapping(boolean trim, boolean lowerCase, String pattern, String... attributes) {
        return new UsernameMapping(
                Stream.of(attributes).map(ClaimPath::parse).toList(),
                Set.of("actor"),
                trim,
                Set.of("Corp.Example"),
                Set.of("Corp.Example"),
                pattern == null ? null : Pattern.compile(pattern),
                lowerCase,
                Map.of(),
                APP_ONLY);
    }

    private static MappedUser map(UsernameMapping mapping, String members) {
        String json = ("{" + members + "}").replace('\'', '"');
        return mapping.map(new Claims(new ClaimSet(Json.object(json).orElseThrow()), "key"));
    }

    private static void assertUser(UsernameMapping mapping, String members, String username) {
        assertThat(map(mapping, members)).isEqualTo(new MappedUser.User(username));
    }

    private static void assertNobody(UsernameMapping mapping, String members, Reason reason) {
        assertThat(map(mapping, members))
                .isInstanceOfSatisfying(MappedUser.Nobody.class, nobody -> assertThat(nobody.reason())
                        .isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'x':1 | It has none of the claims that mapping.attributes lists: upn, email.",
                "'upn':'alice smith' | Its upn can't be taken as the username: it must be a username without white space or invisible characters: it holds U+0020.",
                "'upn':'ali\u202Ece' | Its upn can't be taken as the username: it must be a username without white space or invisible characters: it holds U+202E.",
                "'upn':'\u212Aelvin' | Its upn can't be taken as the username: it must be written 'Kelvin': a username is in Unicode NFC and of plain width.",
                "'upn':' ' | Its upn is empty.",
                "'upn':'' | Its upn is no text, or an empty one.",
                "'upn':7 | Its upn is no text, or an empty one.",
                "'upn':'x1' | Its upn does not match mapping.pattern, or leaves nothing as the name.",
                "'email':'a@b.example','email_verified':true | Its email counts only if email_verified is true and its domain is one of mapping.emailDomains: [corp.example]."
            })
    void saysWhichClaimGivesNoUsernameAndWhy(String members, String why) {
        assertThat(map(mapping(true, false, "[a-z ]+", "upn", "email"), members))
                .isInstanceOfSatisfying(MappedUser.Nobody.class, nobody -> assertThat(nobody.why())
                        .isEqualTo(why));
    }

    /** What {@code email_verified} speaks of is {@code email}. */
    @Test
    void anAddressIsNotVerifiedByAnothersVerification() {
        UsernameMapping mapping = mapping(false, false, null, "mail");

        assertNobody(
                mapping,
                "'mail':'victim@corp.example','email':'attacker@elsewhere.example','email_verified':true",
                Reason.UNVERIFIED_EMAIL);
        assertUser(mapping, "'mail':'alice@corp.example','email':'Alice@corp.example','email_verified':true", "alice");
    }

    @Test
    void aNameThatIsTooLongSaysSo() {
        assertThat(Username.complaint("x".repeat(256))).contains("must be a username of 1 to 255 characters");
        assertThat(Username.complaint("x".repeat(255))).isEmpty();
    }

    @Test
    void theFirstAttributeThatIsPresentDecides() {
        UsernameMapping mapping = mapping(true, false, null, "upn", "name");
        assertUser(mapping, "'upn':'alice','name':'bob'", "alice");
        assertUser(mapping, "'name':'bob'", "bob");
        assertUser(mapping, "'upn':null,'name':'bob'", "bob");
        assertNobody(mapping, "'x':1", Reason.NO_USERNAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "7", "['alice']", "{}", "true", "' '"})
    void anAttributeThatIsSpoiltEndsTheSearch(String value) {
        assertNobody(mapping(true, false, null, "upn", "name"), "'upn':" + value + ",'name':'bob'", Reason.NO_USERNAME);
    }

    @Test
    void trimsOnlyIfItIsToldTo() {
        assertUser(mapping(true, false, null, "upn"), "'upn':' alice '", "alice");
        assertNobody(mapping(false, false, null, "upn"), "'upn':' alice '", Reason.BAD_USERNAME);
    }

    @ParameterizedTest
    @CsvSource({
        "alice@corp.example,alice", "alice@CORP.example,alice", "alice@evil.example,alice@evil.example",
        "alice@corp.example@evil.example,alice@corp.example@evil.example", "a@b@corp.example,a@b",
                "@corp.example,@corp.example",
        "corp.example/alice,corp.example/alice", "alice@x.corp.example,alice@x.corp.example"
    })
    void cutsOffListedDomainsOnly(String name, String username) {
        assertUser(mapping(true, false, null, "upn"), "'upn':'" + name + "'", username);
    }

    @Test
    void cutsOffAListedDomainInFront() {
        assertUser(mapping(true, false, null, "upn"), "'upn':'CORP.EXAMPLE\\\\alice'", "alice");
        assertUser(mapping(true, false, null, "upn"), "'upn':'OTHER\\\\alice'", "OTHER\\alice");
        assertNobody(mapping(true, false, null, "upn"), "'upn':'corp.example\\\\'", Reason.NO_USERNAME);
    }

    @Test
    void thePatternMatchesTheWholeValueAndItsGroupIsTheUsername() {
        assertUser(mapping(true, false, "u-([a-z]+)", "upn"), "'upn':'u-alice'", "alice");
        assertUser(mapping(true, false, "[a-z]+", "upn"), "'upn':'alice'", "alice");
        assertNobody(mapping(true, false, "[a-z]+", "upn"), "'upn':'alice7'", Reason.NO_USERNAME);
        assertNobody(mapping(true, false, "u-(x)?.*", "upn"), "'upn':'u-alice'", Reason.NO_USERNAME);
        assertNobody(mapping(true, false, "u-(.*)", "upn"), "'upn':'u-'", Reason.NO_USERNAME);
    }

    @Test
    void lowersTheCaseLast() {
        assertUser(mapping(true, true, "[A-Z]+", "upn"), "'upn':'ALICE'", "alice");
        assertUser(mapping(true, false, null, "upn"), "'upn':'ALICE'", "ALICE");
    }

    @Test
    void anEmailAddressCountsIfItIsVerifiedAndOfAListedDomain() {
        UsernameMapping mapping = mapping(true, false, "(.*)", "email", "upn");
        assertUser(mapping, "'email':'alice@corp.example','email_verified':true", "alice");
        assertUser(mapping, "'email':'alice@corp.example','xms_edov':true", "alice");
        assertNobody(
                mapping, "'email':'alice@corp.example','email_verified':'true','upn':'x'", Reason.UNVERIFIED_EMAIL);
        assertNobody(mapping, "'email':'alice@evil.example','email_verified':true", Reason.UNVERIFIED_EMAIL);
        assertNobody(mapping, "'email':'@corp.example','email_verified':true", Reason.UNVERIFIED_EMAIL);
        assertNobody(mapping(true, false, null, "/email"), "'email':'alice@corp.example'", Reason.UNVERIFIED_EMAIL);
    }

    @Test
    void anApplicationIsNobodyUnlessItIsNamed() {
        UsernameMapping mapping = mapping(true, false, null, "upn");
        assertNobody(mapping, "'upn':'alice','idtyp':'app','azp':'other'", Reason.APP_ONLY);
        assertUser(mapping, "'upn':'alice','idtyp':'app','azp':'sync'", "robot");
        assertNobody(mapping, "'upn':'alice','idtyp':'app'", Reason.APP_ONLY);
        assertNobody(mapping, "'upn':'alice','idtyp':'app','azp':'other','client_id':'sync'", Reason.APP_ONLY);
        assertUser(mapping, "'upn':'alice','idtyp':'user','azp':'sync'", "alice");
    }

    @Test
    void aSignNeedsAllOfItsConditions() {
        UsernameMapping mapping = mapping(true, false, null, "upn");
        assertUser(mapping, "'upn':'alice','p':1", "alice");
        assertNobody(mapping, "'upn':'alice','p':1,'q':1", Reason.APP_ONLY);
        assertThatThrownBy(() ->
                        new AppOnly(List.of(List.of()), List.of(), List.of(), List.of(), false, List.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTokenThatIsItsOwnSubjectIsAnApplications() {
        UsernameMapping mapping = mapping(true, false, null, "upn");
        assertNobody(mapping, "'upn':'alice','sub':'x','client_id':'x','azp':'y'", Reason.APP_ONLY);
        assertUser(mapping, "'upn':'alice','sub':'X','client_id':'x'", "alice");
    }

    @Test
    void needsAnAttribute() {
        assertThatThrownBy(() -> mapping(true, false, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void usernamesAreInOneNormalForm() {
        assertThat(Username.of("e\u0301")).isEmpty();
        assertThat(Username.complaint("e\u0301").orElseThrow()).contains("must be written '\u00e9'");
        assertThat(Username.of("Ünïcödé-名前_1.2@x")).contains("Ünïcödé-名前_1.2@x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\u00A0b",
                "a\tb",
                "a\nb",
                "a\0b",
                "a\u007Fb",
                "a\u0085b",
                "a\u200Bb",
                "a\u200Fb",
                "a\u202Eb",
                "a\u2066b",
                "a\uFEFFb",
                "a\u2028b",
                "a\uE000b",
                "a\uD800b",
                "a\u0378b",
                "a\u3000b",
                "a\u00ADb"
            })
    void usernamesHoldNothingInvisible(String name) {
        assertThat(Username.of(name)).isEmpty();
    }

    @Test
    void usernamesHaveAtMost255Characters() {
        assertThat(Username.of("x".repeat(255))).isPresent();
        assertThat(Username.of("x".repeat(256))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "/emails/0", "/who/email", "https://id.example/email", "mail", "/x/Mail"})
    void anEmailAddressIsOneWhereverItStands(String attribute) {
        assertThat(UsernameMapping.isEmail(ClaimPath.parse(attribute))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upn", "preferred_username", "emailish", "/mailbox/0"})
    void anotherAttributeIsNoEmailAddress(String attribute) {
        assertThat(UsernameMapping.isEmail(ClaimPath.parse(attribute))).isFalse();
    }

    @Test
    void anUnverifiedAddressInALongerPathIsRefused() {
        UsernameMapping mapping = mapping(true, false, null, "/who/email");
        assertNobody(mapping, "'who':{'email':'alice@corp.example'}", Reason.UNVERIFIED_EMAIL);
        assertUser(mapping, "'who':{'email':'alice@corp.example'},'email_verified':true", "alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFE0F", "\u034F", "\u3164", "\u2800", "\u180B", "\u115F", "\uDB40\uDD00"})
    void aCharacterThatShowsNothingIsRefused(String invisible) {
        assertThat(Username.of("al" + invisible + "ice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u212Aate", "a\u037Eb", "\u2126"})
    void aCharacterThatStandsForAnotherIsRefused(String disguised) {
        assertThat(Username.of(disguised)).isEmpty();
    }

    /** Their issuer may keep the two apart: they must not become one user here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jose\u0301.mu\u0308ller",
                "\u212Aate",
                "\uFF41lice",
                "alice\u2003",
                "\u00A0alice",
                "alice\n",
                "\u200Balice",
                "\u202Ealice",
                "alice bob"
            })
    void aNameThatWeWouldWriteDifferentlyIsRefusedForItsOwnReason(String name) {
        for (boolean lowerCase : new boolean[] {true, false}) {
            UsernameMapping mapping = mapping(true, lowerCase, null, "upn");
            MappedUser mapped = mapping.map(new Claims(new ClaimSet(Map.of("upn", name)), "key"));
            assertNobody(mapped, Reason.BAD_USERNAME);
        }
        assertUser(mapping(true, false, null, "upn"), "'upn':'jos\u00E9.m\u00FCller'", "jos\u00E9.m\u00FCller");
    }

    /** What lower case makes of a name is judged too: it may be one that we would write differently. */
    @ParameterizedTest
    @ValueSource(ints = {0x130, 0x1E9E, 0x3A3, 0x2126, 0x1C5, 0xFF21})
    void lowerCaseMakesNoNameThatIsNotNormal(int codePoint) {
        String name = "A" + Character.toString(codePoint) + "B";
        MappedUser mapped = mapping(false, true, null, "upn").map(new Claims(new ClaimSet(Map.of("upn", name)), "key"));
        if (mapped instanceof MappedUser.User(String username)) {
            assertThat(Normalizer.isNormalized(username, Normalizer.Form.NFC)).isTrue();
            assertThat(username).doesNotContain("i\u0131");
        } else {
            assertNobody(mapped, Reason.BAD_USERNAME);
        }
    }

    @Test
    void aSiteRenamesOnlyWhomTheProviderAccepts() {
        UsernameMapping provider = mapping(false, false, "([a-z]+)@corp\\.example", "upn");
        MappingOverride wider = new MappingOverride(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Pattern.compile("(.*)@.*")),
                Optional.empty(),
                Map.of(),
                Map.of(),
                false);
        Claims eve = new Claims(new ClaimSet(Map.of("upn", "eve@guest.example", "employee", "e-1")), "key");

        assertNobody(wider.map(eve, provider), Reason.NO_USERNAME);
        assertNobody(attribute("employee", false).map(eve, provider), Reason.NO_USERNAME);
    }

    @Test
    void aSiteNamesNobodyByAnAttributeThatIsNotUniqueAtThisProvider() {
        UsernameMapping provider = mapping(false, false, null, "upn");
        Claims claims = new Claims(
                new ClaimSet(Map.of("upn", "eve", "actor", "admin", "given_name", "root", "employee", "e-1")), "key");

        for (String shared : List.of("actor", "/actor", "given_name")) {
            assertNobody(attribute(shared, false).map(claims, provider), Reason.NO_USERNAME);
        }
        assertThat(attribute("actor", true).map(claims, provider)).isEqualTo(new MappedUser.User("admin"));
        assertThat(attribute("employee", false).map(claims, provider)).isEqualTo(new MappedUser.User("e-1"));
    }

    private static MappingOverride attribute(String attribute, boolean acceptNonUnique) {
        return new MappingOverride(
                List.of(ClaimPath.parse(attribute)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                acceptNonUnique);
    }

    private static void assertNobody(MappedUser mapped, Reason reason) {
        assertThat(mapped).isInstanceOfSatisfying(MappedUser.Nobody.class, nobody -> assertThat(nobody.reason())
                .isEqualTo(reason));
    }
}
