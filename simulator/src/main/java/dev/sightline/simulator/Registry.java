package dev.sightline.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Enters people as Odoo has them: a partner, perhaps a user, perhaps an employee in a department. */
final class Registry {
    private final Rows rows;
    private final Map<String, Integer> departments = new HashMap<>();
    private final Set<String> mailboxes = new HashSet<>();
    private int hired;

    Registry(Rows rows) {
        this.rows = rows;
    }

    String address(String name) {
        String mailbox = Names.mailbox(name);
        String free = mailbox;
        for (int n = 2; !mailboxes.add(free); n++) {
            free = mailbox + n;
        }
        return free + "@" + Foundations.DOMAIN;
    }

    int partner(String name, String email, int company) {
        return rows.add(
                "res.partner",
                "name",
                name,
                "complete_name",
                name,
                "email",
                email,
                "email_normalized",
                email,
                "company_id",
                company,
                "type",
                "contact",
                "lang",
                "en_US");
    }

    int user(String name, String login, int partner, int company, int team, boolean active, List<Integer> groups) {
        int user = rows.add(
                "res.users",
                "login",
                login,
                "partner_id",
                partner,
                "company_id",
                company,
                "company_ids",
                groups.contains(4) ? List.of(1, 2, 3) : List.of(company),
                "groups_id",
                groups,
                "active",
                active && !name.equals("OdooBot"),
                "sale_team_id",
                team,
                "notification_type",
                "email");
        rows.set("res.partner", partner, "user_ids", List.of(user));
        return user;
    }

    int employee(
            String name,
            String email,
            int user,
            int partner,
            String title,
            String department,
            int company,
            int manager) {
        int departmentId = departments.computeIfAbsent(department, this::department);
        int employee = rows.add(
                "hr.employee",
                "name",
                name,
                "work_email",
                email,
                "user_id",
                user,
                "parent_id",
                manager,
                "coach_id",
                manager,
                "department_id",
                departmentId,
                "job_title",
                title,
                "company_id",
                company,
                "work_contact_id",
                partner,
                "employee_type",
                "employee",
                "work_phone",
                phone(++hired));
        if (user != 0) {
            rows.set("res.users", user, "employee_ids", List.of(employee));
        }
        return employee;
    }

    private int department(String name) {
        Integer top = departments.get("Management");
        return rows.add(
                "hr.department",
                "name",
                name,
                "complete_name",
                top == null ? name : "Management / " + name,
                "parent_id",
                top == null ? 0 : top,
                "company_id",
                1);
    }

    static String phone(int n) {
        return "+49 40 5550 " + (1_000 + n);
    }
}
