package dev.sightline.simulator;

/** The series of Odoo that the simulator speaks as. */
public enum OdooVersion {
    V16(16),
    V17(17),
    V18(18),
    V19(19);

    private final int major;

    OdooVersion(int major) {
        this.major = major;
    }

    /** The major number, 17 of {@code 17.0}. */
    public int major() {
        return major;
    }

    /** The series as Odoo writes it, {@code 17.0}. */
    public String series() {
        return major + ".0";
    }

    boolean speaksJson2() {
        return major >= 19;
    }

    /** The name a field of the 17 recording bears in this version. */
    String fieldName(String model, String name) {
        return major >= 19 && model.equals("res.users") && name.equals("groups_id") ? "group_ids" : name;
    }
}
