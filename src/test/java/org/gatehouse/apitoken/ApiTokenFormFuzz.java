package org.gatehouse.apitoken;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.apitoken.ApiTokenForm.Description;
import org.gatehouse.apitoken.ApiTokenForm.Lifetime;
import org.gatehouse.apitoken.ApiTokenForm.Where;
import org.gatehouse.fuzz.Input;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.Slug;
import org.gatehouse.rest.TestMapper;

/** API tokens and imports as an administrator may send them. What is accepted is never wider than what was sent. */
public final class ApiTokenFormFuzz {
    private static final ObjectMapper JSON = TestMapper.strict();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Lifetime LIFETIME = new Lifetime(NOW, NOW.plus(Duration.ofDays(365)));

    private ApiTokenFormFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Input.text(input);
        try {
            ApiTokenForm form = JSON.readValue(text, ApiTokenForm.class);
            if (form != null) {
                token(form);
            }
        } catch (IOException | Problem refused) {
            holds(!String.valueOf(refused.getMessage()).isEmpty(), "a refusal says why");
        }
        try {
            ImportForm form = JSON.readValue(text, ImportForm.class);
            if (form != null) {
                form.checked(LIFETIME).tokens().forEach(item -> described(item.description()));
            }
        } catch (IOException | Problem refused) {
            holds(!String.valueOf(refused.getMessage()).isEmpty(), "a refusal says why");
        }
    }

    private static void token(ApiTokenForm form) {
        List<Violation> wrong = new ArrayList<>();
        Description description = form.forNew(LIFETIME, new Where(wrong));
        if (!wrong.isEmpty()) {
            return;
        }
        described(description);
        same(Boolean.TRUE.equals(form.readOnly()), description.readOnly(), "read-only as it was sent");
        same(!Boolean.FALSE.equals(form.enabled()), description.enabled(), "enabled as it was sent");
        same(
                form.callers() == null,
                description.callers().equals(List.of(ApiToken.ALL_CALLERS)) && form.callers() == null,
                "all callers if none is named");
        same(form.allow() == null ? 0 : form.allow().size(), description.allow().size(), "each range counts");
    }

    private static void described(Description description) {
        holds(!description.username().isEmpty() && description.username().length() <= 255, "a username");
        holds(description.expiresAt().isAfter(NOW), "it has not ended yet");
        holds(!description.expiresAt().isAfter(LIFETIME.latest()), "it ends");
        holds(!description.callers().isEmpty(), "somebody may ask about it");
        description.callers().forEach(id -> holds(id.equals(ApiToken.ALL_CALLERS) || Slug.isOne(id), "a caller's id"));
        description.allow().forEach(range -> same(range, Cidr.parse(range).toString(), "a range as it is kept"));
    }
}
