package dev.sightline.server.odoo.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** Carries bytes to an Odoo and back until so many have come back; from then on it hangs up on everybody. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI odoo;
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    CuttingProxy(URI odoo) throws IOException {
        this.odoo = odoo;
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Works again, for so many bytes of answers. */
    void cutAfter(long bytes) {
        left.set(bytes);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                Socket there = new Socket(odoo.getHost(), odoo.getPort());
                Thread.ofVirtual().start(() -> carry(caller, there, false));
                Thread.ofVirtual().start(() -> carry(there, caller, true));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void carry(Socket from, Socket to, boolean counted) {
        byte[] bytes = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                long before = counted ? left.getAndAdd(-read) : left.get();
                int allowed = counted ? (int) Math.clamp(before, 0, read) : (before > 0 ? read : 0);
                out.write(bytes, 0, allowed);
                out.flush();
                if (allowed < read) {
                    return;
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
