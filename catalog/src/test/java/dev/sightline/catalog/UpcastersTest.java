package dev.sightline.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class UpcastersTest {
    private static final String TYPE = "crm.deal.made";

    /** Writes down that it was there. */
    private record Stamp(String type, int from) implements Upcaster {
        @Override
        public ObjectNode upcast(ObjectNode data) {
            return data.put("way", data.path("way").asString("") + from);
        }
    }

    private static String way(Upcasters upcasters, int version) {
        ObjectNode data = JsonMapper.shared().createObjectNode();
        return upcasters.apply(TYPE, version, data).path("way").asString("");
    }

    @Test
    void each_version_goes_the_rest_of_the_way() {
        Upcasters upcasters =
                new Upcasters(Map.of(TYPE, 4), List.of(new Stamp(TYPE, 3), new Stamp(TYPE, 1), new Stamp(TYPE, 2)));

        assertThat(way(upcasters, 1)).isEqualTo("123");
        assertThat(way(upcasters, 3)).isEqualTo("3");
        assertThat(way(upcasters, 4)).isEmpty();
        assertThat(upcasters.needed(TYPE, 4)).isFalse();
        assertThat(upcasters.needed("another.type", 1)).isFalse();
        assertThatThrownBy(() -> way(upcasters, 0)).hasMessageContaining("has no version 0");
    }

    @Test
    void a_way_with_a_hole_a_fork_or_no_goal_is_refused_at_once() {
        assertThatThrownBy(() -> new Upcasters(Map.of(TYPE, 3), List.of(new Stamp(TYPE, 1))))
                .hasMessageContaining("nothing reads version 2");
        assertThatThrownBy(() -> new Upcasters(Map.of(TYPE, 2), List.of(new Stamp(TYPE, 1), new Stamp(TYPE, 1))))
                .hasMessageContaining("two upcasters read version 1");
        assertThatThrownBy(() -> new Upcasters(Map.of(TYPE, 2), List.of(new Stamp(TYPE, 1), new Stamp(TYPE, 2))))
                .hasMessageContaining("follows 2");
        assertThatThrownBy(() -> new Upcasters(Map.of(TYPE, 2), List.of(new Stamp("crm.deal.lost", 1))))
                .hasMessageContaining("crm.deal.lost");
    }
}
