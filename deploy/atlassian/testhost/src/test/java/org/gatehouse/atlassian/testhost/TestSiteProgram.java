package org.gatehouse.atlassian.testhost;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * A {@link TestSite} as a program of its own, for whoever wants one beside a real Gatehouse.
 *
 * <p>Arguments: the product or one of its versions ({@link Profile}), and a port of 127.0.0.1 (0 for any; it is printed). The plugin finds its settings where it always does, so
 * {@code -Dgatehouse.home=…} is enough, and keeps the secret out of the arguments. Ends at SIGTERM, and when nobody holds its standard
 * input any longer.
 */
public final class TestSiteProgram {
    private TestSiteProgram() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: TestSiteProgram PRODUCT[-VERSION] PORT");
            System.exit(2);
        }
        Profile profile = Profile.named(arguments[0]);
        TestSite site = TestSite.start(profile, "", Integer.parseInt(arguments[1]), Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(site::close));
        System.out.println("listening on 127.0.0.1:" + site.port());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
