package dev.sightline.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The way from each version that a type ever had to its present one. Immutable. */
final class Upcasters {
    private record Step(String type, int from) {}

    private final Map<Step, Upcaster> steps = new HashMap<>();
    private final Map<String, Integer> present;

    /**
     * @param present the present version of each type
     * @throws IllegalArgumentException where an upcaster is missing, stands twice, or leads nowhere
     */
    Upcasters(Map<String, Integer> present, List<? extends Upcaster> upcasters) {
        this.present = Map.copyOf(present);
        for (Upcaster each : upcasters) {
            Integer version = present.get(each.type());
            if (version == null || each.from() < 1 || each.from() >= version) {
                throw new IllegalArgumentException(
                        "no version of " + each.type() + " follows " + each.from() + " in the catalogue");
            }
            if (steps.put(new Step(each.type(), each.from()), each) != null) {
                throw new IllegalArgumentException("two upcasters read version " + each.from() + " of " + each.type());
            }
        }
        present.forEach((type, version) -> {
            for (int from = 1; from < version; from++) {
                if (!steps.containsKey(new Step(type, from))) {
                    throw new IllegalArgumentException("nothing reads version " + from + " of " + type + " any more");
                }
            }
        });
    }

    boolean needed(String type, int version) {
        return version < present.getOrDefault(type, version);
    }

    /** The data in the present version's shape. */
    ObjectNode apply(String type, int version, ObjectNode data) {
        ObjectNode shaped = data;
        for (int from = version; needed(type, from); from++) {
            Upcaster step = steps.get(new Step(type, from));
            if (step == null) {
                throw new IllegalArgumentException("event type " + type + " has no version " + version);
            }
            shaped = step.upcast(shaped);
        }
        return shaped;
    }
}
