package dev.sightline.simulator;

import java.util.Locale;

/** The kinds of field of Odoo, by how their values are held. */
enum FieldType {
    BOOLEAN,
    INTEGER,
    FLOAT,
    MONETARY,
    CHAR,
    TEXT,
    HTML,
    SELECTION,
    BINARY,
    REFERENCE,
    DATE,
    DATETIME,
    MANY2ONE,
    MANY2ONE_REFERENCE,
    ONE2MANY,
    MANY2MANY,
    JSON,
    PROPERTIES,
    PROPERTIES_DEFINITION;

    static FieldType of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean many() {
        return this == ONE2MANY || this == MANY2MANY || this == PROPERTIES || this == PROPERTIES_DEFINITION;
    }

    boolean links() {
        return this == ONE2MANY || this == MANY2MANY;
    }

    boolean textual() {
        return switch (this) {
            case CHAR, TEXT, HTML, SELECTION, BINARY, REFERENCE -> true;
            default -> false;
        };
    }

    boolean fractional() {
        return this == FLOAT || this == MONETARY;
    }
}
