package dev.sightline.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientAddressTest {
    @Test
    void anAddressOfTheOldKindIsOneClient() {
        assertThat(ClientAddress.network("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(ClientAddress.network("::ffff:203.0.113.7")).isEqualTo("203.0.113.7");
    }

    @Test
    void addressesOfTheSameLineAreOneClient() {
        String one = ClientAddress.network("2001:db8:1:2::1");
        assertThat(one).isEqualTo("20010db800010002/64");
        assertThat(ClientAddress.network("2001:db8:1:2:ffff:ffff:ffff:ffff")).isEqualTo(one);
        assertThat(ClientAddress.network("2001:0db8:0001:0003::1")).isNotEqualTo(one);
    }

    @Test
    void whatIsNoAddressStandsForItself() {
        assertThat(ClientAddress.network("device 12ab:34")).isEqualTo("device 12ab:34");
        assertThat(ClientAddress.network("")).isEmpty();
    }
}
