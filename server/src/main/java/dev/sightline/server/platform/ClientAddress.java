package dev.sightline.server.platform;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Addresses of clients, as they are counted. Stateless. */
public final class ClientAddress {
    private static final int OWNED_BYTES = 8;

    private ClientAddress() {}

    /**
     * What one client has of its own: an IPv4 address, but 64 bits of an IPv6 address, as any line comes with 2^64 of those to ask from.
     *
     * @param address as numbers; anything else stands for itself
     */
    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // Numbers: nothing is looked up.
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), OWNED_BYTES)) + "/64"
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
