package dev.sightline.server.platform.limits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** Carries bytes to a Redis and back; while it is stalled it takes them and passes nothing on. */
final class StallingRelay implements AutoCloseable {
    private final ServerSocket door;
    private final int redis;
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile boolean stalled;

    StallingRelay(int redis) throws IOException {
        this(redis, ServerSocketFactory.getDefault());
    }

    /** @param doors makes the socket that is connected to, such as one for TLS */
    StallingRelay(int redis, ServerSocketFactory doors) throws IOException {
        this.door = doors.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.redis = redis;
        Thread.ofVirtual().start(this::accept);
    }

    /** @param begin such as {@code redis://user:password@} */
    URI address(String begin) {
        return URI.create(begin + "127.0.0.1:" + door.getLocalPort());
    }

    void stall() {
        stalled = true;
    }

    /** For connections that are made from now on. */
    void resume() {
        stalled = false;
    }

    /** How often something was sent and not passed on. */
    int swallowed() {
        return swallowed.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                Thread.ofVirtual().start(() -> connect(caller));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket caller) {
        try {
            Socket there = new Socket(InetAddress.getLoopbackAddress(), redis);
            Thread.ofVirtual().start(() -> carry(there, caller));
            carry(caller, there);
        } catch (IOException e) {
            // Redis is away: so is this.
            hangUp(caller);
        }
    }

    private static void hangUp(Socket caller) {
        try {
            caller.close();
        } catch (IOException e) {
            // It hung up first.
            return;
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] bytes = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            boolean broken = false;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                broken |= stalled;
                if (broken) {
                    swallowed.incrementAndGet();
                } else {
                    out.write(bytes, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // Either side hung up: so does the other.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
