package org.gatehouse.caller;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.gatehouse.fuzz.Input;
import org.gatehouse.problem.Problem;
import org.gatehouse.rest.Slug;
import org.gatehouse.rest.TestMapper;

/** Callers as an administrator may send them: refused in words, or kept and read back as they were sent. */
public final class CallerFormFuzz {
    private static final ObjectMapper JSON = TestMapper.strict();

    private CallerFormFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            CallerForm form = JSON.readValue(Input.text(input), CallerForm.class);
            if (form != null) {
                caller(form, form.toCaller(null, _ -> Set.of(), null));
            }
        } catch (IOException | Problem refused) {
            holds(!String.valueOf(refused.getMessage()).isEmpty(), "a refusal says why");
        }
    }

    private static void caller(CallerForm form, Caller caller) {
        holds(Slug.isOne(caller.id()), "an id is a slug");
        holds(!caller.name().isBlank() && caller.name().length() <= 200, "a name");
        caller.providers().forEach(id -> holds(id.equals(Caller.ALL_PROVIDERS) || Slug.isOne(id), "a provider's id"));
        holds(caller.overrides().keySet().stream().allMatch(Slug::isOne), "an override is of a provider");
        Map<String, ProviderOverride> stored = Overrides.stored(caller.id(), Overrides.text(form.overrides()));
        same(texts(caller.overrides()), texts(stored), "overrides are kept as they were sent");
    }

    /** Patterns are equal by their text only. */
    private static Map<String, String> texts(Map<String, ProviderOverride> overrides) {
        Map<String, String> texts = new LinkedHashMap<>();
        overrides.forEach((id, override) -> texts.put(id, override.toString()));
        return texts;
    }
}
