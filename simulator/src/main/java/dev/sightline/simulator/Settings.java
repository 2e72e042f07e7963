package dev.sightline.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The table of system parameters, which only administrators may read. */
final class Settings {
    private Settings() {}

    static void addTable(Database database) {
        Map<String, FieldSpec> fields = new LinkedHashMap<>();
        for (String name :
                new String[] {"id", "key", "value", "create_date", "create_uid", "write_date", "write_uid"}) {
            String type = switch (name) {
                case "id" -> "integer";
                case "create_date", "write_date" -> "datetime";
                case "create_uid", "write_uid" -> "many2one";
                default -> "char";
            };
            var description = Json.object().put("type", type).put("store", true).put("required", name.equals("key"));
            if (type.equals("many2one")) {
                description.put("relation", "res.users");
            }
            fields.put(name, FieldSpec.read(name, description));
        }
        database.add(new Table("ir.config_parameter", fields));
    }
}
