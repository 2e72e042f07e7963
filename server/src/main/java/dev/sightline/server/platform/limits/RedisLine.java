package dev.sightline.server.platform.limits;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The one connection to Redis, which all requests share. Nobody waits for it: it is made beside, and made anew where somebody asks for it
 * and it is not there, once a second at most. Thread-safe.
 */
final class RedisLine implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PORT = 6379;
    /** Commands that wait for their answer; far more than are waited for within the time that anybody waits. */
    private static final int MOST_UNDER_WAY = 10_000;

    private static final int FEWEST_THREADS = 2;

    private final URI address;
    private final ClientResources resources;
    private final RedisClient client;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile @Nullable String failure;
    private volatile long lastTry = System.nanoTime() - PAUSE.toNanos();
    private volatile boolean closed;

    /**
     * @param address of the form that the settings accept
     * @param patience how long it may take to connect
     */
    RedisLine(URI address, Duration patience) {
        this.address = address;
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(FEWEST_THREADS)
                .computationThreadPoolSize(FEWEST_THREADS)
                .build();
        this.client = RedisClient.create(resources, parsed(address, patience));
        client.setOptions(ClientOptions.builder()
                // Made anew here, also where it is open and nothing comes through.
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_UNDER_WAY)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder().connectTimeout(patience).build())
                .build());
    }

    /** The connection; null where there is none now. Does not wait. */
    @Nullable
    StatefulRedisConnection<String, String> open() {
        StatefulRedisConnection<String, String> existing = connection;
        if (existing != null && existing.isOpen()) {
            return existing;
        }
        if (existing != null) {
            drop(existing, "it closed the connection");
        }
        if (!closed && System.nanoTime() - lastTry >= PAUSE.toNanos() && connecting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("sightline-redis").start(this::connect);
        }
        return null;
    }

    boolean isOpen() {
        StatefulRedisConnection<String, String> existing = connection;
        return existing != null && existing.isOpen();
    }

    /** Why there is no connection; null where there is one, or none has been tried. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Without user and password. */
    String place() {
        return address.getHost() + ":" + port(address);
    }

    /** Gives the connection up where it is there. */
    void drop(String reason) {
        StatefulRedisConnection<String, String> existing = connection;
        if (existing != null) {
            drop(existing, reason);
        }
    }

    private synchronized void drop(StatefulRedisConnection<String, String> lost, String reason) {
        if (connection == lost) {
            connection = null;
            failure = reason;
            lost.closeAsync();
        }
    }

    private void connect() {
        try {
            if (isOpen()) {
                // Another one asked just before it was made.
                return;
            }
            StatefulRedisConnection<String, String> made = client.connect();
            synchronized (this) {
                connection = made;
                failure = null;
            }
            if (closed) {
                made.closeAsync();
            }
        } catch (RuntimeException e) {
            failure = reason(e);
        } finally {
            lastTry = System.nanoTime();
            connecting.set(false);
        }
    }

    /** What Redis or the network says; neither says a password. */
    static String reason(Throwable e) {
        Throwable last = e;
        for (int depth = 0; last.getCause() != null && depth < 20; depth++) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    private static RedisURI parsed(URI address, Duration patience) {
        String host = address.getHost();
        RedisURI.Builder uri = RedisURI.builder()
                // Numbers of the sixth version stand in brackets.
                .withHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                .withPort(port(address))
                .withSsl("rediss".equals(address.getScheme()))
                .withVerifyPeer(true)
                .withClientName("sightline")
                .withTimeout(patience);
        String database = address.getPath().replace("/", "");
        if (!database.isEmpty()) {
            uri.withDatabase(Integer.parseInt(database));
        }
        if (address.getRawUserInfo() != null) {
            String[] parts = address.getRawUserInfo().split(":", 2);
            String user = UriUtils.decode(parts[0], StandardCharsets.UTF_8);
            char[] password = UriUtils.decode(parts[1], StandardCharsets.UTF_8).toCharArray();
            if (user.isEmpty()) {
                uri.withPassword(password);
            } else {
                uri.withAuthentication(user, password);
            }
        }
        return uri.build();
    }

    private static int port(URI address) {
        return address.getPort() < 0 ? PORT : address.getPort();
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
