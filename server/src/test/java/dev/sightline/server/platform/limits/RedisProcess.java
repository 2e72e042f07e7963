package dev.sightline.server.platform.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on 127.0.0.1 that keeps nothing, at a port of its own. It can be killed, and started again at the same one. */
final class RedisProcess implements AutoCloseable {
    private final int port;
    private final RedisServer server;

    /** @param settings lines of its configuration, such as {@code requirepass secret} */
    RedisProcess(String... settings) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RedisServerBuilder builder = RedisServer.newRedisServer()
                .bind("127.0.0.1")
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no")
                .onShutdownForceStop(true);
        for (String setting : settings) {
            builder.setting(setting);
        }
        server = builder.build();
        server.start();
    }

    int port() {
        return port;
    }

    URI address() {
        return address("");
    }

    /** @param user such as {@code user:password@} */
    URI address(String user) {
        return URI.create("redis://" + user + "127.0.0.1:" + port);
    }

    /** At once, with everything that it holds. */
    void kill() throws IOException {
        server.stop();
    }

    void startAgain() throws IOException {
        server.start();
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
