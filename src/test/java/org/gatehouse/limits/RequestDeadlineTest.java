package org.gatehouse.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final String REQUEST = "POST /introspect HTTP/1.1\r\nContent-Length: 7\r\n\r\ntoken=x";

    private final AtomicInteger ended = new AtomicInteger();
    private final EmbeddedChannel channel = opened();

    private EmbeddedChannel opened() {
        EmbeddedChannel made = new EmbeddedChannel(false, false);
        made.freezeTime();
        made.pipeline()
                .addLast(new RequestDeadline(TIME, ended::incrementAndGet))
                .addLast("httpDecoder", new HttpRequestDecoder());
        try {
            made.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return made;
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void endsAConnectionThatSendsNothing() {
        pass(TIME);

        assertThat(channel.isOpen()).isFalse();
        assertThat(ended).hasValue(1);
    }

    @Test
    void endsARequestThatTrickles() {
        for (char c : REQUEST.substring(0, 19).toCharArray()) {
            send(String.valueOf(c));
            pass(Duration.ofSeconds(1));
        }
        assertThat(channel.isOpen()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void endsABodyThatTrickles() {
        send(REQUEST.substring(0, REQUEST.length() - 1));
        pass(TIME);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void endsALaterRequestThatTrickles() {
        send(REQUEST);
        pass(TIME.multipliedBy(5));
        assertThat(channel.isOpen()).isTrue();

        send("G");
        pass(TIME.minusSeconds(1));
        send("ET / HTTP/1.1\r\n");
        assertThat(channel.isOpen()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void leavesAnAnswerItsTime() {
        send(REQUEST.substring(0, 30));
        pass(Duration.ofSeconds(10));
        send(REQUEST.substring(30));
        pass(TIME.multipliedBy(5));

        assertThat(channel.isOpen()).isTrue();
        assertThat(ended).hasValue(0);
    }

    @Test
    void leavesAConnectionAloneThatIsKept() {
        for (int i = 0; i < 3; i++) {
            send(REQUEST + REQUEST);
            channel.writeOutbound(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", US_ASCII));
            pass(TIME.multipliedBy(2));
        }

        assertThat(channel.isOpen()).isTrue();
    }

    /** Two bytes of the next request come with the last of one before; what follows is none the less a request. */
    @Test
    void countsFromTheNextBytesOnAtTheLatest() {
        send(REQUEST + "PO");
        send("S");
        pass(TIME);

        assertThat(channel.isOpen()).isFalse();
    }
}
