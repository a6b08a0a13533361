package org.gatehouse;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Duration;
import org.gatehouse.config.OwnAddress;
import org.gatehouse.config.StartRefused;
import org.gatehouse.config.StartSettings;
import org.gatehouse.database.DatabaseChoice;
import org.gatehouse.database.StartedDatabase;
import org.gatehouse.limits.ConnectionLimits;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the service, and before it the database of a first try if the operator named none. With the one argument {@code
 * health} it starts nothing, but asks the service that runs already, and ends with status 0 if that one is ready.
 */
@QuarkusMain
public final class Gatehouse {

    private static final Logger LOG = Logger.getLogger(Gatehouse.class);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    Gatehouse() {}

    public static void main(String... arguments) {
        if (arguments.length == 1 && arguments[0].equals("health")) {
            System.exit(health());
        }
        // While a class archive is made during the build, nothing is served and nothing may be left behind.
        if (!Boolean.getBoolean("quarkus.appcds.generate")) {
            provideDatabase();
        }
        if (StartSettings.isPackaged()) {
            ConnectionLimits.enable();
            Quarkus.run(null, Gatehouse::end, arguments);
        } else {
            // Dev mode lives on after a failed start, and waits for a change.
            Quarkus.run(arguments);
        }
    }

    /** Quarkus leaves it to whoever takes this over to say what failed. */
    private static void end(int status, @Nullable Throwable failure) {
        if (failure != null) {
            FailedStart.explanation(failure).ifPresentOrElse(Gatehouse::sayWhyNot, failure::printStackTrace);
        }
        System.exit(status);
    }

    private static void sayWhyNot(@Nullable String explanation) {
        System.err.println("Gatehouse can't start. " + explanation);
    }

    private static int health() {
        HealthCheck.Result result = new HealthCheck(OwnAddress.read(), HEALTH_TIMEOUT).ask();
        System.out.println(result.message());
        return result.ready() ? 0 : 1;
    }

    private static void provideDatabase() {
        try {
            StartSettings settings = StartSettings.read();
            settings.warnings().forEach(LOG::warn);
            DatabaseChoice.make(settings).ifPresent(Gatehouse::closeAtExit);
        } catch (StartRefused e) {
            // There is no logging yet.
            sayWhyNot(e.getMessage());
            System.exit(1);
        }
    }

    /** Not before the service has stopped, which is still writing; all hooks of a process run at the same time. */
    private static void closeAtExit(StartedDatabase database) {
        Runnable close = () -> {
            Quarkus.blockingExit();
            database.close();
        };
        Runtime.getRuntime().addShutdownHook(new Thread(close, "embedded-database-stop"));
    }
}
