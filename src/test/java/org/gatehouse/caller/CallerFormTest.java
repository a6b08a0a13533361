package org.gatehouse.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.TestProblems;
import org.gatehouse.rest.TestMapper;
import org.gatehouse.token.ClaimPath;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller from what an administrator wrote: what is taken, just inside, and what is refused, just outside, and where. */
class CallerFormTest {
    private static final ObjectMapper JSON = TestMapper.strict();

    private static CallerForm form(String json) {
        try {
            return JSON.readValue(json.replace('\'', '"'), CallerForm.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Caller caller(String json) {
        return form(json).toCaller(null, _ -> Set.of(), null);
    }

    private static List<String> wrong(String json) {
        return wrong(form(json), null);
    }

    private static List<String> wrong(CallerForm form, String path) {
        Problem problem = catchThrowableOfType(Problem.class, () -> form.toCaller(path, _ -> Set.of(), null));
        assertThat(problem).isNotNull();
        return TestProblems.pointers(problem);
    }

    private static CallerForm named(String name) {
        return new CallerForm("jira", name, null, null, null, null, null);
    }

    private static CallerForm using(List<String> providers) {
        return new CallerForm("jira", "Jira", null, null, providers, null, null);
    }

    @Test
    void whatIsLeftOutHasTheValueOfACreation() {
        assertThat(caller("{'name':'Jira Test'}"))
                .isEqualTo(new Caller("jira-test", "Jira Test", Product.OTHER, true, List.of("*"), Map.of(), false));
    }

    @Test
    void whatIsSaidIsTaken() {
        assertThat(
                        caller(
                                "{'id':'wiki','name':' Wiki ','product':'confluence','enabled':false,'providers':['a','b'],'showGroups':true}"))
                .isEqualTo(new Caller("wiki", "Wiki", Product.CONFLUENCE, false, List.of("a", "b"), Map.of(), true));
        assertThat(caller("{'name':'x','enabled':true,'showGroups':false,'providers':[]}"))
                .isEqualTo(new Caller("x", "x", Product.OTHER, true, List.of(), Map.of(), false));
    }

    @Test
    void aReplacementThatDoesNotMentionTrustKeepsIt() {
        CallerForm present =
                form("{'name':'a','enabled':false,'providers':['kc'],'overrides':{'kc':{}},'showGroups':true}");

        CallerForm kept = form("{'name':'b'}").keepingTrustOf(present);
        assertThat(kept.enabled()).isFalse();
        assertThat(kept.providers()).containsExactly("kc");
        assertThat(kept.overrides()).containsOnlyKeys("kc");
        assertThat(kept.showGroups()).isNull();
        CallerForm said = form("{'name':'b','enabled':true,'providers':['x'],'overrides':{}}")
                .keepingTrustOf(present);
        assertThat(said.enabled()).isTrue();
        assertThat(said.providers()).containsExactly("x");
        assertThat(said.overrides()).isEmpty();
    }

    @Test
    void aNameHasUpTo200CharactersAndNoneThatControls() {
        assertThat(named("n".repeat(200)).toCaller(null, _ -> Set.of(), null).name())
                .hasSize(200);
        assertThat(wrong(named("n".repeat(201)), null)).containsExactly("/name");
        assertThat(wrong(named("a\u0007b"), null)).containsExactly("/name");
        assertThat(wrong(named(" "), null)).containsExactly("/name");
        assertThat(wrong("{'id':'x'}")).containsExactly("/name");
    }

    @Test
    void anIdIsASlugAndIsMadeOfTheNameIfThatGivesOne() {
        assertThat(wrong("{'id':'J!','name':'x'}")).containsExactly("/id");
        assertThat(wrong("{'id':'J!'}")).containsExactly("/name", "/id");
        assertThat(wrong("{'name':'!!!'}")).containsExactly("/id");
        assertThatThrownBy(() -> caller("{'name':'!!!'}")).hasMessageContaining("can not be made from the name");
        assertThatThrownBy(() -> caller("{'id':'J!','name':'x'}")).message().doesNotContain("can not be made");
        assertThat(wrong("{}")).containsExactly("/name");
    }

    @Test
    void theIdOfThePathCanNotBeChanged() {
        assertThat(form("{'name':'x'}").toCaller("jira", _ -> Set.of(), null).id())
                .isEqualTo("jira");
        assertThat(form("{'id':'jira','name':'x'}")
                        .toCaller("jira", _ -> Set.of(), null)
                        .id())
                .isEqualTo("jira");
        assertThat(wrong(form("{'id':'other','name':'x'}"), "jira")).containsExactly("/id");
    }

    @Test
    void aListOfProvidersHasEachOnceAndAllAlone() {
        assertThat(using(List.of("*")).toCaller(null, _ -> Set.of(), null).providers())
                .containsExactly("*");
        assertThat(wrong(using(List.of("*", "kc")), null)).containsExactly("/providers/0");
        assertThat(wrong(using(List.of("kc", "kc")), null)).containsExactly("/providers/1");
        assertThat(wrong(using(List.of("kc", "K C")), null)).containsExactly("/providers/1");
        assertThat(wrong(using(Collections.singletonList(null)), null)).containsExactly("/providers/0");
        List<String> thousand = IntStream.range(0, 1000).mapToObj(i -> "p" + i).toList();
        assertThat(using(thousand).toCaller(null, _ -> Set.of(), null).providers())
                .hasSize(1000);
        assertThat(wrong(using(IntStream.range(0, 1001).mapToObj(i -> "p" + i).toList()), null))
                .containsExactly("/providers");
    }

    @Test
    void anOverrideIsOfAProvider() {
        assertThat(wrong("{'name':'x','overrides':{'K C':{}}}")).containsExactly("/overrides");
        assertThat(caller("{'name':'x','overrides':{'kc':null}}").overrides()).isEmpty();
        assertThat(caller("{'name':'x','overrides':{'kc':{}}}").override("kc")).isEqualTo(ProviderOverride.NONE);
    }

    @Nested
    class Overriding {
        private ProviderOverride override(String json) {
            return caller("{'name':'x','overrides':{'kc':" + json + "}}").override("kc");
        }

        private List<String> wrongOverride(String json) {
            return wrong("{'name':'x','overrides':{'kc':" + json + "}}");
        }

        @Test
        void everyMemberOfTheMappingIsTaken() {
            var mapping = override(
                            "{'mapping':{'attributes':['employee','/a/b'],'trim':false,'stripDomains':['corp.example'],"
                                    + "'pattern':'(.*)@corp','lowerCase':true,'appOnly':{'c':'robot'},'users':{'s':'nora'}}}")
                    .mapping();
            assertThat(mapping.attributes()).containsExactly(ClaimPath.parse("employee"), ClaimPath.parse("/a/b"));
            assertThat(mapping.trim()).contains(false);
            assertThat(mapping.stripDomains().orElseThrow()).containsExactly("corp.example");
            assertThat(mapping.pattern().orElseThrow().pattern()).isEqualTo("(.*)@corp");
            assertThat(mapping.lowerCase()).contains(true);
            assertThat(mapping.appOnly()).containsExactly(Map.entry("c", "robot"));
            assertThat(mapping.users()).containsExactly(Map.entry("s", "nora"));
        }

        @Test
        void everyMemberOfTheRulesIsTaken() {
            ProviderOverride override =
                    override("{'rules':{'requiredScopes':['s'],'requiredRoles':['r'],'allowedGroups':['a'],"
                            + "'deniedGroups':['d'],'addresses':['10.0.0.0/8']}}");
            assertThat(override.rules().scopes()).containsExactly("s");
            assertThat(override.rules().roles()).containsExactly("r");
            assertThat(override.rules().groups()).containsExactly("a");
            assertThat(override.rules().deniedGroups()).containsExactly("d");
            assertThat(override.addresses()).containsExactly(Cidr.parse("10.0.0.0/8"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {'mapping':{'attributes':['']}}                 | /overrides/kc/mapping/attributes/0
                {'mapping':{'attributes':['ok','/~2']}}         | /overrides/kc/mapping/attributes/1
                {'mapping':{'attributes':['name']}}             | /overrides/kc/mapping/attributes
                {'mapping':{'pattern':'('}}                     | /overrides/kc/mapping/pattern
                {'mapping':{'stripDomains':[' ']}}              | /overrides/kc/mapping/stripDomains/0
                {'mapping':{'appOnly':{'c':'a b'}}}             | /overrides/kc/mapping/appOnly/c
                {'mapping':{'users':{'s':null}}}                | /overrides/kc/mapping/users/s
                {'mapping':{'users':{'s':''}}}                  | /overrides/kc/mapping/users/s
                {'rules':{'requiredScopes':[null]}}             | /overrides/kc/rules/requiredScopes/0
                {'rules':{'requiredRoles':['']}}                | /overrides/kc/rules/requiredRoles/0
                {'rules':{'allowedGroups':['']}}                | /overrides/kc/rules/allowedGroups/0
                {'rules':{'deniedGroups':['']}}                 | /overrides/kc/rules/deniedGroups/0
                {'rules':{'addresses':['10.0.0.0/8','x']}}      | /overrides/kc/rules/addresses/1
                """)
        void whatCanNotWorkIsRefusedWhereItStands(String override, String pointer) {
            assertThat(wrongOverride(override)).containsExactly(pointer);
        }

        @Test
        void aSharedAttributeNeedsAYes() {
            assertThat(override("{'mapping':{'attributes':['name'],'acceptNonUnique':true}}")
                            .mapping()
                            .attributes())
                    .containsExactly(ClaimPath.parse("name"));
            assertThat(wrongOverride("{'mapping':{'attributes':['name'],'acceptNonUnique':false}}"))
                    .containsExactly("/overrides/kc/mapping/attributes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{'mapping':{'users':{'s':'a\\u0000b'}}}", "{'mapping':{'pattern':'\\ud800'}}"})
        void textThatNoDatabaseKeepsIsRefused(String override) {
            assertThat(wrongOverride(override)).containsExactly("/overrides");
        }

        @Test
        void isStoredAndReadBackAsItWasWritten() {
            CallerForm form = form(
                    "{'name':'x','overrides':{'kc':{'mapping':{'users':{'s':'nora'}},'rules':{'requiredScopes':['s']}}}}");
            String stored = Overrides.text(form.overrides());
            assertThat(Overrides.forms(stored)).isEqualTo(form.overrides());
            assertThat(Overrides.stored("x", stored))
                    .isEqualTo(form.toCaller(null, _ -> Set.of(), null).overrides());
            assertThat(Overrides.text(null)).isEqualTo("{}");
            assertThat(Overrides.stored("x", "{}")).isEmpty();
        }

        @Test
        void whatIsStoredAndCanNotBeAppliedIsNotLeftOut() {
            assertThatThrownBy(() -> Overrides.stored("x", "{\"kc\":{\"rules\":{\"addresses\":[\"x\"]}}}"))
                    .isInstanceOf(Problem.class);
            assertThatThrownBy(() -> Overrides.stored("x", "{\"kc\":{\"newer\":1}}"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class TheCaller {
        private final Caller caller = new Caller("jira", "Jira", Product.JIRA, true, List.of("kc"));

        @Test
        void mayUseItsProvidersAndNoOthers() {
            assertThat(caller.mayUse("kc")).isTrue();
            assertThat(caller.mayUse("okta")).isFalse();
            Caller all = new Caller("jira", "Jira", Product.JIRA, true, List.of("*"));
            assertThat(all.mayUse("okta")).isTrue();
        }

        @Test
        void isMadeOfAnIdAndAListThatMakesSense() {
            assertThatThrownBy(() -> new Caller("J!", "Jira", Product.JIRA, true, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Caller("jira", "Jira", Product.JIRA, true, Arrays.asList("*", "kc")))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void isARowOfTheDatabase() {
            CallerEntity row = new CallerEntity();
            row.id = "jira";
            row.name = "Jira";
            row.product = "jira";
            row.enabled = true;
            row.providers = new String[] {"kc"};
            assertThat(row.toCaller()).isEqualTo(caller);
            assertThat(CallerForm.of(row).toCaller(null, _ -> Set.of(), null)).isEqualTo(caller);
            CallerView view = CallerView.of(row, List.of(), "s3cret");
            assertThat(view.id()).isEqualTo("jira");
            assertThat(view.secret()).isEqualTo("s3cret");
            assertThat(view.toString()).isEqualTo("CallerView[jira]");
        }
    }
}
