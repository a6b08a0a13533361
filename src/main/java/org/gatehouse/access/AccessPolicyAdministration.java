package org.gatehouse.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.caller.Product;
import org.gatehouse.problem.Problem;
import org.gatehouse.rest.EntityTag;
import org.gatehouse.rest.Slug;
import org.jspecify.annotations.Nullable;

/** What administrators do to access policies, one transaction each. Changes lock the policy's row, so that they come one by one. */
@ApplicationScoped
@Transactional(rollbackOn = JsonProcessingException.class)
class AccessPolicyAdministration {
    private final AccessPolicyRepository policies;
    private final ProductProfiles profiles;
    private final ObjectMapper json;
    private final Clock clock;

    AccessPolicyAdministration(
            AccessPolicyRepository policies, ProductProfiles profiles, ObjectMapper json, Clock clock) {
        this.policies = policies;
        this.profiles = profiles;
        this.json = json;
        this.clock = clock;
    }

    /** A policy that leaves nothing out, and the tag of the state that it was read in. */
    record Tagged(AccessPolicyForm view, EntityTag tag) {}

    Tagged get(String caller) throws JsonProcessingException {
        return tagged(slug(caller).flatMap(policies::findByIdOptional).orElseThrow(() -> unknown(caller)));
    }

    /** Replaces the whole policy: what the form leaves out has the default of the product's profile from now on. */
    Tagged replace(String caller, AccessPolicyForm form, @Nullable String ifMatch) throws JsonProcessingException {
        AccessPolicyEntity row = lock(caller, ifMatch);
        return write(row, PolicyCheck.checked(form));
    }

    /** Adds the exceptions of an allow-list to those that are there. */
    Tagged add(String caller, AllowList allowList, @Nullable String ifMatch) throws JsonProcessingException {
        AccessPolicyEntity row = lock(caller, ifMatch);
        AccessPolicyForm stored = read(row);
        AccessPolicyForm present = stored.over(profile(row).policy());
        return write(row, PolicyCheck.checked(stored.excepting(allowList.addedTo(present.saidExcept()))));
    }

    private Tagged write(AccessPolicyEntity row, AccessPolicyForm form) throws JsonProcessingException {
        row.document = json.writeValueAsString(form);
        row.version = policies.nextVersion();
        row.updatedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        policies.flush();
        return tagged(row);
    }

    private AccessPolicyEntity lock(String caller, @Nullable String ifMatch) {
        AccessPolicyEntity row = slug(caller).flatMap(policies::lock).orElseThrow(() -> unknown(caller));
        tag(row).requireMatch(ifMatch);
        return row;
    }

    private Tagged tagged(AccessPolicyEntity row) throws JsonProcessingException {
        return new Tagged(read(row).over(profile(row).policy()), tag(row));
    }

    private AccessPolicyForm read(AccessPolicyEntity row) throws JsonProcessingException {
        return json.readValue(row.document, AccessPolicyForm.class);
    }

    private ProductProfile profile(AccessPolicyEntity row) {
        return profiles.of(Product.valueOf(policies.product(row.callerId).toUpperCase(Locale.ROOT)));
    }

    private static EntityTag tag(AccessPolicyEntity row) {
        return new EntityTag(Long.toString(row.version));
    }

    /** What is no slug is no caller's id, and need not reach the database, which can't take every text. */
    private static Optional<String> slug(String caller) {
        return Optional.of(caller).filter(Slug::isOne);
    }

    private static Problem unknown(String caller) {
        return Problem.notFound("There is no caller '" + caller + "'.");
    }
}
