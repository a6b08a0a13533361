package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.it.RawHttp.Reply;

/** One connection for one request after another. Nothing is sent twice, and no other connection is opened behind one's back. */
final class KeptConnection implements AutoCloseable {
    private static final int PATIENCE = 30_000;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)\r\n");

    private final Socket socket;
    private final InputStream in;

    private KeptConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
    }

    static KeptConnection to(int port) throws IOException {
        return new KeptConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Reply get(String target) throws IOException {
        return ask("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Sends the request, all of it, and reads its answer. */
    Reply ask(String request) throws IOException {
        write(request);
        return answer();
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Whether the other side has closed it; waits for one or the other. */
    boolean isAtItsEnd() throws IOException {
        return in.read() == -1;
    }

    private Reply answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next == -1) {
                throw new EOFException(head.isEmpty() ? "no answer" : "half an answer");
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head.toString().toLowerCase(Locale.ROOT));
        if (!length.find()) {
            throw new IOException("an answer of unknown length: " + head);
        }
        int wanted = Integer.parseInt(length.group(1));
        byte[] body = in.readNBytes(wanted);
        if (body.length < wanted) {
            throw new EOFException("half an answer");
        }
        return new Reply(Integer.parseInt(head.toString().split(" ", 3)[1]), head + new String(body, ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
