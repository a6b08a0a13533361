package org.gatehouse.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Set;
import org.gatehouse.ForeignReflection;
import org.junit.jupiter.api.Test;

class ForeignReflectionTest {
    private static final List<String> NAMES = List.of(
            ForeignReflection.class.getAnnotation(RegisterForReflection.class).classNames());

    @Test
    void namesOnlyClassesThatThereAre() {
        assertThat(NAMES).allSatisfy(name -> assertThatCode(
                        () -> Class.forName(name, false, ForeignReflectionTest.class.getClassLoader()))
                .doesNotThrowAnyException());
    }

    /** What the platform looks up by the names that its providers give, and GraalVM does not know of. */
    @Test
    void namesWhatMakesOurKeys() {
        Set<Provider.Service> services = Security.getProvider("SunJCE").getServices();

        assertThat(services)
                .filteredOn(service -> service.getType().equals("KDF"))
                .isNotEmpty()
                .extracting(Provider.Service::getClassName)
                .isSubsetOf(NAMES);
    }
}
