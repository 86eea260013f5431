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
 * Creates the groups and the first users before the web server accepts requests, so that an administrator exists before anybody
 * can use the engine's set-up page, and prints the URLs at the end of the start. There is no default password: it comes from
 * PERENNIAL_PASSWORD, or is generated and printed once.
 */
@Component
class FirstUsers implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(FirstUsers.class);
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int GENERATED_LENGTH = 16;

    private final Identities identities;
    private final TasklistProvisioning tasklist;
    private final StartupLock startupLock;
    private final Audit audit;
    private final Environment environment;
    private final String configuredPassword;

    private boolean createdUsers;
    private String generatedPassword;

    FirstUsers(
            Identities identities,
            TasklistProvisioning tasklist,
            StartupLock startupLock,
            Audit audit,
            Environment environment,
            @Value("${perennial.password:}") String configuredPassword) {
        this.identities = identities;
        this.tasklist = tasklist;
        this.startupLock = startupLock;
        this.audit = audit;
        this.environment = environment;
        this.configuredPassword = configuredPassword;
    }

    @Override
    public void afterSingletonsInstantiated() {
        startupLock.run(() -> {
            for (Group group : Group.values()) {
                identities.ensureGroup(group.id(), group.title());
            }
            tasklist.provision();
            if (!identities.hasUsers()) {
                createUsers();
            } else if (!identities.hasMembers(Group.ADMIN.id())) {
                throw new IllegalStateException(
                        "There are users, but none in the group " + Group.ADMIN.id()
                                + ": the engine would allow anybody to become administrator. Add one to the group in the database.");
            }
        });
    }

    private void createUsers() {
        String password = configuredPassword;
        if (password.isBlank()) {
            password = generate();
            generatedPassword = password;
        }
        for (Group group : Group.values()) {
            identities.ensureUser(group.firstUser(), group.title(), group.id(), password);
        }
        audit.record("FIRST_USERS_MADE", Group.ADMIN.firstUser(), Map.of("users", Group.values().length));
        if (!Identities.isStrong(password) && generatedPassword == null) {
            LOG.warn(
                    "The first password is weak: it is refused in production, and users cannot choose such a password later.");
        }
        createdUsers = true;
    }

    private static String generate() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GENERATED_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    @EventListener
    void printEndpoints(ApplicationReadyEvent ready) {
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
        lines.add("Password   " + passwordHint());
        box(lines, System.out);
    }

    private String passwordHint() {
        if (!createdUsers) {
            return "as at the first start: from PERENNIAL_PASSWORD, or printed here then";
        }
        return generatedPassword == null
                ? "the one in PERENNIAL_PASSWORD"
                : generatedPassword + "   (printed this once only)";
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
