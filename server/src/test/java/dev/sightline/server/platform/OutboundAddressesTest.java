package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Literal addresses: no name is looked up. */
class OutboundAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:0:a00:1::"
            })
    void what_is_not_the_internet(String address) throws UnknownHostException {
        assertThat(OutboundAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.15.0.1",
                "172.32.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "20.190.128.1",
                "2603:1006:2000::1"
            })
    void what_is(String address) throws UnknownHostException {
        assertThat(OutboundAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://sso.acme.com", "https://sso.acme.com:8443/x", "http://127.0.0.1:1", "http://localhost"})
    void what_may_be_gone_to(String address) {
        assertThat(OutboundAddresses.isOne(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sso.acme.com",
                "http://10.0.0.1",
                "http://127.0.0.1.acme.com",
                "ftp://sso.acme.com",
                "javascript:alert(1)",
                "https:/nowhere",
                "https://me@sso.acme.com",
                "//sso.acme.com",
                "/x"
            })
    void what_not(String address) {
        assertThat(OutboundAddresses.isOne(URI.create(address))).isFalse();
    }
}
