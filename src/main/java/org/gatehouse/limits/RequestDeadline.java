package org.gatehouse.limits;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection whose request does not arrive whole in time, its last byte included: one that sends a byte a second is never
 * idle. The time begins when the connection is opened, and then with the first byte of each further request. How long an answer takes
 * is no matter of this.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    private final Duration time;
    private final Runnable onEnd;

    private @Nullable ScheduledFuture<?> deadline;
    private boolean receiving;
    private boolean watching;

    RequestDeadline(Duration time, Runnable onEnd) {
        this.time = time;
        this.onEnd = onEnd;
    }

    @Override
    public void channelActive(ChannelHandlerContext channel) {
        begin(channel);
        channel.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object bytes) {
        receiving = true;
        watch(channel);
        channel.fireChannelRead(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channel) {
        if (receiving) {
            begin(channel);
        }
        channel.fireChannelReadComplete();
    }

    /** Who is answered has asked: where no decoder is seen, this alone tells. */
    @Override
    public void write(ChannelHandlerContext channel, Object bytes, ChannelPromise written) throws Exception {
        end();
        super.write(channel, bytes, written);
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        end();
        channel.fireChannelInactive();
    }

    private void begin(ChannelHandlerContext channel) {
        if (deadline == null) {
            deadline = channel.executor().schedule(() -> close(channel), time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void end() {
        receiving = false;
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void close(ChannelHandlerContext channel) {
        onEnd.run();
        ChannelFuture _ = channel.close();
    }

    /** The decoder comes into the pipeline after us. */
    private void watch(ChannelHandlerContext channel) {
        ChannelHandlerContext decoder = watching ? null : channel.pipeline().context(HttpRequestDecoder.class);
        if (decoder != null) {
            watching = true;
            channel.pipeline().addAfter(decoder.name(), null, new LastByte());
        }
    }

    private final class LastByte extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext channel, Object part) {
            if (part instanceof LastHttpContent) {
                end();
            }
            channel.fireChannelRead(part);
        }
    }
}
