package dev.sightline.simulator;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Founds a company two years before a moment and lets it live until then. */
final class CompanyGenerator {
    private static final long FOUNDED_DAYS_BEFORE = 800;

    private CompanyGenerator() {}

    static DemoCompany generate(Database database, CompanyPlan plan) {
        Rows rows = new Rows(database, plan.now().getEpochSecond() - FOUNDED_DAYS_BEFORE * 86_400);
        Foundations.lay(rows, plan);
        Staff staff = new Staff(rows, plan);
        staff.hire();
        Accounts.Account[] accounts = Accounts.add(rows, plan, staff.sellers());
        new SalesHistory(rows, plan, accounts, staff.sellers()).live();
        Diary.fill(rows, plan, accounts);
        List<DemoCompany.Person> people = List.copyOf(staff.people());
        return new DemoCompany(Foundations.COMPANY, people, signIns(people));
    }

    private static List<DemoCompany.SignIn> signIns(List<DemoCompany.Person> people) {
        DemoCompany.Person top = people.getFirst();
        DemoCompany.Person seller = people.stream()
                .filter(DemoCompany.Person::seller)
                .filter(person -> people.stream().noneMatch(other -> reports(other, person)))
                .findFirst()
                .orElse(people.getLast());
        DemoCompany.Person leader = manager(people, seller);
        DemoCompany.Person director = manager(people, leader);
        return List.of(
                signIn(top, "everyone and everything"),
                signIn(director, "their teams' leaders and everyone below"),
                signIn(leader, "their own team"),
                signIn(seller, "their own opportunities"));
    }

    private static boolean reports(DemoCompany.Person person, DemoCompany.Person manager) {
        return Objects.equals(person.managerId(), manager.employeeId());
    }

    private static DemoCompany.Person manager(List<DemoCompany.Person> people, DemoCompany.Person person) {
        return people.stream()
                .filter(other -> reports(person, other))
                .min(Comparator.comparingInt(DemoCompany.Person::level))
                .orElse(person);
    }

    private static DemoCompany.SignIn signIn(DemoCompany.Person person, String sees) {
        return new DemoCompany.SignIn(person.name(), person.email(), person.jobTitle(), sees);
    }
}
