package org.gatehouse.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.arc.ClientProxy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.gatehouse.ForeignReflection;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.Test;

/** Caffeine has a class for each combination of features, and finds it by its name. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class CacheClassesTest {
    private static final String CAFFEINE = Caffeine.class.getPackageName() + ".";

    @Inject
    BeanManager beans;

    @Test
    void eachThatIsInUseIsKnownToANativeExecutable() throws ReflectiveOperationException {
        makeAllBeans();

        assertThat(ForeignReflection.class
                        .getAnnotation(RegisterForReflection.class)
                        .classNames())
                .containsAll(named("LocalCacheFactory"))
                .containsAll(named("NodeFactory"));
    }

    private void makeAllBeans() {
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> bean.getBeanClass().getName().startsWith(OurClasses.BASE))
                .filter(bean -> !bean.getBeanClass().isInterface())
                .map(bean -> beans.getReference(bean, Object.class, beans.createCreationalContext(bean)))
                .forEach(ClientProxy::unwrap);
    }

    /** What Caffeine has found by its name so far. */
    private static List<String> named(String factory) throws ReflectiveOperationException {
        Field made = Class.forName(CAFFEINE + factory).getField("FACTORIES");
        made.setAccessible(true);
        List<String> names = ((Map<?, ?>) made.get(null))
                .keySet().stream().map(name -> CAFFEINE + name).toList();
        assertThat(names).isNotEmpty();
        return names;
    }
}
