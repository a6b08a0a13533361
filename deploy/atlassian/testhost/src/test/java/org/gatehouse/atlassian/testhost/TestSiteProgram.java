package org.gatehouse.atlassian.testhost;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.atlassian.testhost.TestSite.Product;

/**
 * A {@link TestSite} as a program of its own, for whoever wants one beside a real Gatehouse.
 *
 * <p>Arguments: the product, and a port of 127.0.0.1 (0 for any; it is printed). The plugin finds its settings where it always does, so
 * {@code -Dgatehouse.home=…} is enough, and keeps the secret out of the arguments. Ends at SIGTERM, and when nobody holds its standard
 * input any longer.
 */
public final class TestSiteProgram {
    private TestSiteProgram() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: TestSiteProgram jira|bitbucket PORT");
            System.exit(2);
        }
        Product product = Product.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        TestSite site = TestSite.start(product, "", Integer.parseInt(arguments[1]), Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(site::close));
        System.out.println("listening on 127.0.0.1:" + site.port());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
