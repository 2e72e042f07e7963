package dev.sightline.server.platform;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where the server lets itself be sent. An organisation's administrator names a sign-in provider or an Odoo, and a provider names
 * further addresses: none of them may make the server knock at doors within its own network, this machine's among them. What the
 * settings name is the operator's own and not bound by it. Thread-safe.
 */
@Component
public class OutboundAddresses {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> internal;

    OutboundAddresses(SightlineSettings settings) {
        this.internal = settings.outbound().eachInternalHost();
    }

    /** An address that the server does not go to. The message is a sentence for people; it names the host. */
    public static final class Closed extends RuntimeException {
        private Closed(String message) {
            super(message, null, false, false);
        }
    }

    /** Whether it is an address of the form that may be gone to: https, or http on this machine. */
    public static boolean isOne(@Nullable URI address) {
        if (address == null || address.getHost() == null || address.getRawUserInfo() != null) {
            return false;
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        return "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && THIS_MACHINE.contains(host));
    }

    /** Whether the operator has named the host as one on the own network. */
    public boolean isInternal(String host) {
        return internal.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * To be asked before each request. The Java machine remembers the answer for half a minute, so the address that is looked at is the one
     * that is gone to, but where that half minute ends in between: the name is then looked up anew. Whoever is reached so has to show a
     * certificate of the name.
     *
     * @throws Closed for one that the server does not go to
     * @throws UnknownHostException where nobody knows its host
     */
    public void requireOpen(URI address) throws UnknownHostException {
        if (!isOne(address)) {
            throw new Closed("Its address must begin with https: " + address + ".");
        }
        if (isInternal(address.getHost())) {
            return;
        }
        for (InetAddress each : InetAddress.getAllByName(address.getHost())) {
            if (!isPublic(each)) {
                throw new Closed(address.getHost()
                        + " is within a private network. Whoever runs Sightline can allow it by its name.");
            }
        }
    }

    /** Whether the internet has it: neither this machine nor a network that is not for everybody. */
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address four -> isPublic(bytes[0] & 0xff, bytes[1] & 0xff);
            case Inet6Address six -> isPublic(bytes);
            default -> false;
        };
    }

    private static boolean isPublic(int first, int second) {
        return first != 0
                && first < 240
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 192 && second == 0)
                && !(first == 198 && (second == 18 || second == 19));
    }

    /** Those that are handed out (2000::/3), but for the ones that carry an IPv4 address within (6to4, Teredo). */
    private static boolean isPublic(byte[] six) {
        int first = ((six[0] & 0xff) << 8) | (six[1] & 0xff);
        int second = ((six[2] & 0xff) << 8) | (six[3] & 0xff);
        return (first & 0xe000) == 0x2000 && first != 0x2002 && !(first == 0x2001 && second == 0);
    }
}
