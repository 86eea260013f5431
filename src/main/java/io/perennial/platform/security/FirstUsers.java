package io.perennial.platform.security;

import io.perennial.platform.audit.Audit;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.platform.engine.identity.TasklistProvisioning;
import io.perennial.platform.engine.runtime.StartupLock;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Makes the groups and the first users before the web server accepts requests, so that there is an administrator before
 * anybody can ask the engine's set-up page for one, and says at the end of the start where the doors are. There is no default
 * password: it comes from PERENNIAL_PASSWORD, or is drawn by lot and printed once.
 */
@Component
class FirstUsers implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(FirstUsers.class);
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int DRAWN_LENGTH = 16;

    private final Identities identities;
    private final TasklistProvisioning workplace;
    private final StartupLock oneNodeAtATime;
    private final Audit audit;
    private final Environment environment;
    private final String givenPassword;

    private boolean madeUsers;
    private String drawnPassword;

    FirstUsers(
            Identities identities,
            TasklistProvisioning workplace,
            StartupLock oneNodeAtATime,
            Audit audit,
            Environment environment,
            @Value("${perennial.password:}") String givenPassword) {
        this.identities = identities;
        this.workplace = workplace;
        this.oneNodeAtATime = oneNodeAtATime;
        this.audit = audit;
        this.environment = environment;
        this.givenPassword = givenPassword;
    }

    @Override
    public void afterSingletonsInstantiated() {
        oneNodeAtATime.run(() -> {
            for (Group group : Group.values()) {
                identities.ensureGroup(group.id(), group.title());
            }
            workplace.provision();
            if (!identities.hasUsers()) {
                makeUsers();
            } else if (!identities.hasMembers(Group.ADMIN.id())) {
                throw new IllegalStateException("There are users, but none in the group " + Group.ADMIN.id()
                        + ": the engine would let anybody become administrator. Add one to it in the database.");
            }
        });
    }

    private void makeUsers() {
        String password = givenPassword;
        if (password.isBlank()) {
            password = draw();
            drawnPassword = password;
        }
        for (Group group : Group.values()) {
            identities.ensureUser(group.firstUser(), group.title(), group.id(), password);
        }
        audit.record("FIRST_USERS_MADE", Group.ADMIN.firstUser(), Map.of("users", Group.values().length));
        if (!Identities.isStrong(password) && drawnPassword == null) {
            LOG.warn("The first password is weak; production refuses it, and nobody may choose such a one later.");
        }
        madeUsers = true;
    }

    private static String draw() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < DRAWN_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    @EventListener
    void sayWhereTheDoorsAre(ApplicationReadyEvent ready) {
        if (environment.acceptsProfiles(Profiles.of("production"))
                || !(ready.getApplicationContext() instanceof WebServerApplicationContext server)) {
            return;
        }
        String base = "http://localhost:" + server.getWebServer().getPort();
        List<String> lines = new ArrayList<>(List.of(
                "Perennial is ready.",
                "",
                "Dashboard                  " + base + "/",
                "Tasklist, Cockpit, Admin   " + base + "/camunda/",
                "API, try it out            " + base + "/swagger-ui.html",
                "API, for machines          " + base + "/api/v1",
                "Engine REST                " + base + "/engine-rest",
                "",
                "Users      admin, customer-service, operations, risk, designer, analyst, service"));
        lines.add("Password   " + aboutThePassword());
        box(lines, System.out);
    }

    private String aboutThePassword() {
        if (!madeUsers) {
            return "as at the first start: from PERENNIAL_PASSWORD, or printed here then";
        }
        return drawnPassword == null ? "the one in PERENNIAL_PASSWORD" : drawnPassword + "   (printed this once only)";
    }

    private static void box(List<String> lines, PrintStream out) {
        int width = lines.stream().mapToInt(String::length).max().orElse(0);
        String rule = "+" + "-".repeat(width + 4) + "+";
        StringBuilder box =
                new StringBuilder(System.lineSeparator()).append(rule).append(System.lineSeparator());
        for (String line : lines) {
            box.append("|  ")
                    .append(line)
                    .append(" ".repeat(width - line.length()))
                    .append("  |")
                    .append(System.lineSeparator());
        }
        out.println(box.append(rule));
    }
}
