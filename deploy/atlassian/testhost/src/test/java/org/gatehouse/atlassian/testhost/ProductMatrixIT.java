package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.json.JsonObject;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

/**
 * What a client sees of each product: the tables of {@code src/docs/product-matrix.md}, cell by cell. What was seen is in
 * {@code target/product-matrix.md}.
 */
class ProductMatrixIT extends SiteTest {
    private static final String MYSELF = "/rest/api/2/myself";
    private static final int CALLS = 10_000;
    private static final int CLIENTS = 8;
    private static final Path REPOSITORY = Path.of(System.getProperty("build.root"), "..", "..");
    private static final Pattern USER = Pattern.compile("^\\w+ user=(\\w+) ");

    private final Map<String, String> row = new LinkedHashMap<>();

    @Test
    void tokens() throws Exception {
        site(PolicyDocument.tokensOn());
        note("token", bearer(ALICES_TOKEN));
        note("bad token", bearer("nobodys"));
        note("none", site.get(MYSELF));
        note("personal access token", bearer(OwnTokens.PERSONAL_ACCESS_TOKEN));
        note("OAuth 2.0 token of the product", bearer(OwnTokens.OAUTH));
        note("unknown, opaque", bearer(OwnTokens.SERVICE_ACCOUNT));
        long shown = gatehouse.introspectionsOf(OwnTokens.PERSONAL_ACCESS_TOKEN) + gatehouse.introspectionsOf(OwnTokens.OAUTH);
        row.put("its own tokens shown to Gatehouse", Long.toString(shown));
        policy(PolicyDocument.tokensOn().with("tokens.foreign", "pass-unknown"));
        note("unknown, opaque; `pass-unknown`", bearer(OwnTokens.SERVICE_ACCOUNT));
        policy(PolicyDocument.tokensOn().with("tokens.foreign", "reject"));
        note("personal access token; `reject`", bearer(OwnTokens.PERSONAL_ACCESS_TOKEN));
        policy(PolicyDocument.tokensOn().with("anonymous.rest", true));
        note("none; anonymous on", site.get(MYSELF));
        note("bad token; anonymous on", bearer("nobodys"));
        compare();
    }

    @Test
    void passwords() throws Exception {
        site(PolicyDocument.tokensOn());
        for (String stage : List.of("allow", "report", "warn", "refuse")) {
            policy(PolicyDocument.tokensOn().with("basic.stage", stage));
            Response response = site.get(MYSELF).basic("bob", Users.PASSWORD).send();
            row.put("Basic, " + stage, seen(response) + (response.headers("X-Gatehouse-Basic").isEmpty() ? "" : ", retiring"));
        }
        note("session", site.get(MYSELF).cookie(site.browserSession("browseruser")));

        compare();
    }

    @Test
    void theRest() throws Exception {
        site(PolicyDocument.tokensOn().with("cache.positive", "PT60S"));
        note("async REST", site.get("/rest/later").bearer(ALICES_TOKEN));
        Response git = site.get("/scm/p/r.git/info/refs").bearer(ALICES_TOKEN).send();
        row.put("git", seen(git) + (git.body.endsWith("async=true") ? "" : ", holds a thread"));
        note("web sudo", site.get("/rest/websudo/x").bearer(ALICES_TOKEN));
        policy(PolicyDocument.tokensOn().with("cache.positive", "PT60S").with("tokens.webSudo", true));
        note("web sudo; `webSudo`", site.get("/rest/websudo/x").bearer(ALICES_TOKEN));
        int before = site.trackedSessions();
        callOften();
        row.put("entries of 10,000 calls", Integer.toString(site.trackedSessions() - before));
        note("status page, logged out", site.get("/plugins/servlet/gatehouse/status"));
        policy(PolicyDocument.tokensOn().with("paths.exempt", exempt()));
        note("webhook of Automation", site.request("POST", "/rest/cb-automation/latest/hooks/0123"));
        note("Slack", site.request("POST", "/rest/slack/latest/command"));
        compare();
    }

    @Test
    void aPrivateAuthority() throws Exception {
        try {
            ownSiteWithCaFile(PolicyDocument.tokensOn());
            note("`ca-file`", bearer(ALICES_TOKEN));
        } catch (IllegalStateException doesNotStart) {
            row.put("`ca-file`", "does not start");
        }
        compare();
    }

    /** By the product's default policy, as the service has it. */
    private List<String> exempt() throws Exception {
        Path file = REPOSITORY.resolve(Path.of("src", "main", "resources", "access", profile.product() + ".json"));
        return JsonObject.parse(Files.readString(file)).object("policy").object("paths").strings("exempt");
    }

    private void callOften() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + MYSELF))
                .header("Authorization", "Bearer " + ALICES_TOKEN)
                .build();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(new Thread(() -> call(HttpClient.newHttpClient(), request, CALLS / CLIENTS)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void call(HttpClient client, HttpRequest request, int times) {
        try {
            for (int i = 0; i < times; i++) {
                client.send(request, BodyHandlers.discarding());
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RawHttp bearer(String token) {
        return site.get(MYSELF).bearer(token);
    }

    private void note(String what, RawHttp request) throws IOException {
        row.put(what, seen(request.send()));
    }

    private static String seen(Response response) {
        Matcher user = USER.matcher(response.body);
        return response.status + (user.find() && !user.group(1).equals("null") ? " " + user.group(1) : "");
    }

    private void compare() throws IOException {
        List<String> lines = new ArrayList<>();
        row.forEach((what, seen) -> lines.add("| " + profile + " | " + what + " | " + seen + " |"));
        Files.write(
                Path.of("target", "product-matrix.md"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(row).isEqualTo(documented(row.keySet()));
    }

    /** The column of this product, without what it was before. */
    private Map<String, String> documented(Set<String> wanted) throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        int column = -1;
        for (String line : Files.readAllLines(REPOSITORY.resolve(Path.of("src", "docs", "product-matrix.md")))) {
            List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).collect(Collectors.toList());
            boolean isHeading = cells.size() > 1 && cells.get(1).isEmpty();
            if (isHeading) {
                column = cells.indexOf(profile.toString());
            } else if (column > 0 && column < cells.size() && wanted.contains(cells.get(1))) {
                documented.put(cells.get(1), cells.get(column).split(" ←")[0]);
            }
        }
        return documented;
    }
}
