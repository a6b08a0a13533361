package org.gatehouse.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JsonTypesTest {

    @Test
    void eachIsKnownToANativeExecutable() {
        Set<Class<?>> known = JsonTypes.ofSignatures();

        assertThat(JsonTypes.all())
                .filteredOn(type -> !known.contains(type))
                .isNotEmpty()
                .allMatch(type -> type.isAnnotationPresent(RegisterForReflection.class));
    }

    /** The other side of {@link #eachIsKnownToANativeExecutable()}: types are found wherever Jackson meets them. */
    @Test
    void areFoundWhereverJacksonMeetsThem() {
        Set<String> names =
                JsonTypes.all().stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));

        assertThat(names)
                .as("a declared body, a declared answer, and members of both")
                .contains("CallerForm", "OverrideForm", "RulesForm", "Page", "CallerView", "SecretView")
                .as("an answer that its method does not declare, also through a method that takes any")
                .contains("Metadata", "ActiveResponse", "Imported")
                .as("a document, and its members")
                .contains("ProductProfile", "Own", "Preset", "CallTemplate");
    }
}
