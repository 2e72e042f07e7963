package dev.sightline.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A company that was made up: who works there, and whom to sign in as to see it from where they stand.
 *
 * @param name the company's name
 * @param people everyone with an employee record, managers before those who report to them
 * @param signIns typical viewers: the chief executive, a manager of managers, a team leader, a salesperson
 */
public record DemoCompany(String name, List<Person> people, List<SignIn> signIns) {

    /**
     * Someone of the company.
     *
     * @param employeeId the id of the employee record
     * @param userId the id of the user, 0 for an employee who has none
     * @param managerId the employee id of the manager, null at the top
     * @param level 0 for the chief executive, one more per step down
     * @param teamId the id of the sales team, 0 for none
     * @param seller whether opportunities are owned here
     */
    public record Person(
            int employeeId,
            int userId,
            String name,
            String email,
            String jobTitle,
            @Nullable Integer managerId,
            int level,
            int teamId,
            boolean seller) {}

    /** A viewer worth showing; {@code sees} says in a few words what they see. */
    public record SignIn(String name, String email, String jobTitle, String sees) {}
}
