package org.gatehouse.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.gatehouse.it.RawHttp.Reply;

/**
 * Clients that ask the same questions again and again, each on a connection that it keeps, and count what they are answered. Nothing is asked
 * twice: an answer that does not come is lost.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final int REQUESTS_A_CONNECTION = 100;
    /** Enough to be in the middle of something at any time, and little enough for a machine that does other things as well. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private final int port;
    private final List<Question> questions;
    private final Map<String, AtomicLong> outcomes = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicLong> servers = new ConcurrentSkipListMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * A request, and what its answer must hold besides status 200.
     *
     * @param name for the table
     * @param request head and body
     */
    record Question(String name, String request, String expected) {
        private String outcome(Reply reply) {
            boolean isRight = reply.status() == 200 && reply.text().contains(expected);
            return name + " | " + reply.status() + (isRight ? "" : " FAILED");
        }
    }

    private SteadyLoad(int port, List<Question> questions) {
        this.port = port;
        this.questions = questions;
    }

    static SteadyLoad on(int port, List<Question> questions) {
        SteadyLoad load = new SteadyLoad(port, questions);
        for (int i = 0; i < CLIENTS; i++) {
            int first = i;
            load.clients.add(Thread.ofPlatform().name("load-" + i).start(() -> load.run(first)));
        }
        return load;
    }

    private void run(int first) {
        int next = first;
        while (!stopped) {
            Question question = questions.get(next % questions.size());
            try (KeptConnection connection = KeptConnection.to(port)) {
                for (int i = 0; i < REQUESTS_A_CONNECTION && !stopped; i++) {
                    question = questions.get(next++ % questions.size());
                    Reply reply = connection.ask(question.request());
                    count(outcomes, question.outcome(reply));
                    count(servers, servedBy(reply));
                    if (reply.hasHeader("Connection: close")) {
                        break;
                    }
                    LockSupport.parkNanos(PAUSE);
                }
            } catch (IOException lost) {
                count(outcomes, question.name() + " | " + lost.getMessage() + " FAILED");
            }
        }
    }

    private static String servedBy(Reply reply) {
        String header = "\r\n" + Balancer.SERVED_BY.toLowerCase(Locale.ROOT) + ": ";
        int at = reply.text().toLowerCase(Locale.ROOT).indexOf(header);
        return at < 0
                ? "nobody"
                : reply.text()
                        .substring(at + header.length())
                        .lines()
                        .findFirst()
                        .orElse("");
    }

    private static void count(Map<String, AtomicLong> counters, String name) {
        counters.computeIfAbsent(name, _ -> new AtomicLong()).incrementAndGet();
    }

    long requests() {
        return outcomes.values().stream().mapToLong(AtomicLong::get).sum();
    }

    long failed() {
        return outcomes.entrySet().stream()
                .filter(outcome -> outcome.getKey().endsWith("FAILED"))
                .mapToLong(outcome -> outcome.getValue().get())
                .sum();
    }

    long servedBy(String server) {
        AtomicLong count = servers.get(server);
        return count == null ? 0 : count.get();
    }

    /** What was asked and answered, in Markdown. */
    String table() {
        return "| question | answer | requests |\n|---|---|---|\n"
                + outcomes.entrySet().stream()
                        .map(row -> "| " + row.getKey() + " | " + row.getValue() + " |\n")
                        .collect(Collectors.joining())
                + "\n" + failed() + " failed of " + requests() + "; answered by " + servers + "\n";
    }

    /** Lets each client end what it has begun; from then on nothing changes. */
    void stop() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
