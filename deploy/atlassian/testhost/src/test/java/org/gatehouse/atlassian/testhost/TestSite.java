package org.gatehouse.atlassian.testhost;

import com.atlassian.bitbucket.auth.HttpAuthenticationHandler;
import com.atlassian.bitbucket.user.UserService;
import com.atlassian.sal.api.ApplicationProperties;
import com.atlassian.sal.api.auth.AuthenticationController;
import com.atlassian.sal.api.auth.AuthenticationListener;
import com.atlassian.sal.api.user.UserManager;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.gatehouse.atlassian.testhost.Descriptor.FilterModule;
import org.gatehouse.atlassian.testhost.Profile.Login;
import org.osgi.framework.Bundle;

/**
 * A host that is like a product where it matters: a Tomcat, an OSGi framework with the real plugin jar in it, the filter locations before
 * and after its own login, its own tokens, and its services in the framework's registry.
 */
final class TestSite implements AutoCloseable {
    private final Path folder;
    private final Profile profile;
    private final SessionTracker sessions = new SessionTracker();
    private final Tomcat tomcat = new Tomcat();
    private final AtomicInteger received = new AtomicInteger();
    private final String contextPath;
    private Framework framework;
    private Bundle bundle;

    private TestSite(Profile profile, String contextPath) throws IOException {
        this.profile = profile;
        this.contextPath = contextPath;
        this.folder = Files.createTempDirectory("test-site");
    }

    /** @param settings the plugin's, given as system properties while it starts */
    static TestSite start(Profile profile, String contextPath, Map<String, String> settings) {
        return start(profile, contextPath, 0, settings);
    }

    /** @param port of 127.0.0.1; 0 for any */
    static TestSite start(Profile profile, String contextPath, int port, Map<String, String> settings) {
        try {
            TestSite site = new TestSite(profile, contextPath);
            settings.forEach(System::setProperty);
            try {
                site.startFramework();
            } finally {
                settings.keySet().forEach(System::clearProperty);
            }
            site.startTomcat(port);
            return site;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** How many requests have reached the first filter. */
    int received() {
        return received.get();
    }

    /** How many entries the product's list of who is logged in has. */
    int trackedSessions() {
        return sessions.size();
    }

    RawHttp get(String path) {
        return request("GET", path);
    }

    RawHttp request(String method, String path) {
        return RawHttp.request(port(), method, contextPath + path);
    }

    /** Logs a browser in, and returns its session cookie. */
    String browserSession(String user) throws IOException {
        return get("/login?user=" + user).send().headers("Set-Cookie").get(0).split(";")[0];
    }

    Bundle bundle() {
        return bundle;
    }

    private void startFramework() throws Exception {
        List<String> packages = new ArrayList<>(List.of(Framework.SERVLET_PACKAGES, Framework.SAL_PACKAGES));
        if (profile.wantsAccessAnnotations()) {
            packages.add(Framework.ANNOTATION_PACKAGES);
        }
        if (profile.login() == Login.HANDLERS) {
            packages.add(Framework.BITBUCKET_PACKAGES);
        }
        framework = new Framework(folder.resolve("bundles"), packages);
        framework.register(UserManager.class, new Users());
        framework.register(ApplicationProperties.class, new Properties(profile));
        if (profile.login() == Login.HANDLERS) {
            framework.register(UserService.class, new BitbucketHost(List.of()));
        } else {
            framework.register(AuthenticationListener.class, new SeraphLogin());
            framework.register(AuthenticationController.class, new SeraphLogin());
        }
        bundle = framework.install(PluginJar.ours());
        bundle.start();
    }

    private void startTomcat(int port) throws Exception {
        Descriptor descriptor = new Descriptor(bundle);
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxHttpHeaderSize", "65536");
        tomcat.getConnector().setProperty("maxThreads", "300");
        Context context = tomcat.addContext(contextPath, folder.toString());
        add(context, "received", (request, response, chain) -> {
            received.incrementAndGet();
            chain.doFilter(request, response);
        });
        addBeforeLogin(context, descriptor);
        add(context, "login", profile.login() == Login.HANDLERS
                ? new BitbucketHost(descriptor.modules(HttpAuthenticationHandler.class, "http-auth-handler", "bitbucket"))
                : new SeraphLogin());
        add(context, "session-tracker", sessions);
        if (profile.isDecorated()) {
            add(context, "before-decoration", descriptor.filters("before-decoration"));
        }
        if (profile.runsSecondFilter()) {
            add(context, "before-dispatch", descriptor.filters("before-dispatch"));
        }
        add(context, "static-resources", new StaticResourceRule());
        add(context, "/rest/*", new Pages("rest"));
        add(context, "/rpc/*", new Pages("rpc"));
        add(context, "/scm/*", new Pages("scm"));
        add(context, "/login", new Pages("login"));
        add(context, "/visit", new Pages("visit"));
        add(context, "/", new Pages("page"));
        Servlet status = descriptor.modules(Servlet.class, "servlet", "").get(0);
        add(
                context,
                "/plugins/servlet" + descriptor.urlPattern("servlet"),
                profile.wantsAccessAnnotations() ? AccessRule.around(status) : status);
        tomcat.start();
    }

    private void addBeforeLogin(Context context, Descriptor descriptor) throws Exception {
        List<FilterModule> filters = new ArrayList<>();
        for (FilterModule ours : descriptor.filters("before-login")) {
            filters.add(profile.runsFirstFilter() ? ours : new FilterModule(AccessRule.forUsers(ours.filter), ours.weight, true));
        }
        if (profile.login() == Login.SERAPH) {
            filters.add(new FilterModule(new OwnTokens(), profile.hasOwnTokensFirst() ? 1 : 1000, true));
            filters.sort(Comparator.comparingInt(filter -> filter.weight));
        }
        add(context, "before-login", filters);
    }

    private void add(Context context, String location, List<FilterModule> filters) {
        for (int i = 0; i < filters.size(); i++) {
            FilterModule module = filters.get(i);
            boolean isOurs = !(module.filter instanceof OwnTokens);
            Filter filter = isOurs && profile.runsFirstFilter() && profile.wantsAccessAnnotations() ? AccessRule.around(module.filter) : module.filter;
            add(context, location + i, filter, module.asyncSupported);
        }
    }

    private static void add(Context context, String name, Filter filter) {
        add(context, name, filter, true);
    }

    private static void add(Context context, String name, Filter filter, boolean asyncSupported) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported(Boolean.toString(asyncSupported));
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        context.addFilterMap(map);
    }

    private static void add(Context context, String pattern, Servlet servlet) {
        Wrapper wrapper = Tomcat.addServlet(context, pattern, servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(pattern);
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            framework.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Properties implements ApplicationProperties {
        private final Profile profile;

        Properties(Profile profile) {
            this.profile = profile;
        }

        @Override
        public String getDisplayName() {
            return profile.product();
        }

        @Override
        public String getVersion() {
            return profile.version();
        }
    }
}
