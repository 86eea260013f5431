package io.perennial.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.engine.Identities.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecentLoginsTest {

    private static final Duration LIFE = Duration.ofSeconds(5);
    private static final String RIGHT = "Right-Password-1";

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong transactions = new AtomicLong();
    private final RecentLogins recent = new RecentLogins(LIFE, now::get);

    private ProcessEngine engine;
    private IdentityService users;
    private Identities identities;

    @BeforeEach
    void open() {
        ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("logins");
        configuration.setJdbcUrl("jdbc:h2:mem:logins");
        configuration.setIdentityProviderSessionFactory(HouseIdentities.factory(recent));
        configuration.setCustomPreCommandInterceptorsTxRequired(List.of(new Transactions()));
        engine = configuration.buildProcessEngine();
        users = engine.getIdentityService();
        identities = new Identities(users, configuration, recent);
        identities.ensureGroup("risk", "Risk");
        identities.ensureGroup("operations", "Operations");
        identities.ensureUser("olga", "Olga", "risk", RIGHT);
        transactions.set(0);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void theFirstRequestIsOneTransactionAndThoseAfterItNone() {
        assertThat(login(RIGHT)).hasValue(new Member("olga", List.of("risk")));
        assertThat(transactions).hasValue(1);
        for (int n = 0; n < 100; n++) {
            assertThat(login(RIGHT)).hasValue(new Member("olga", List.of("risk")));
        }
        assertThat(transactions).hasValue(1);
    }

    @Test
    void afterSomeSecondsTheDatabaseIsAskedAgain() {
        login(RIGHT);
        now.addAndGet(LIFE.toNanos());
        assertThat(login(RIGHT)).isPresent();
        assertThat(transactions).hasValue(2);
    }

    @Test
    void aWrongPasswordIsWrongBesideARightOneThatIsRemembered() {
        login(RIGHT);
        assertThat(login("Wrong-Password-1")).isEmpty();
        assertThat(login("")).isEmpty();
        assertThat(identities.login("nobody", RIGHT)).isEmpty();
        assertThat(login(RIGHT)).isPresent();
    }

    @Test
    void aChangedPasswordCountsAtOnce() {
        login(RIGHT);
        User olga = users.createUserQuery().userId("olga").singleResult();
        olga.setPassword("Other-Password-1");
        users.saveUser(olga);
        assertThat(login(RIGHT)).isEmpty();
        assertThat(login("Other-Password-1")).isPresent();
    }

    @Test
    void groupsThatAreJoinedOrLeftCountAtOnce() {
        login(RIGHT);
        users.createMembership("olga", "operations");
        assertThat(groups()).containsExactlyInAnyOrder("risk", "operations");
        users.deleteMembership("olga", "risk");
        assertThat(groups()).containsExactly("operations");
        users.deleteGroup("operations");
        assertThat(groups()).isEmpty();
    }

    @Test
    void whoIsDeletedIsOutAtOnce() {
        login(RIGHT);
        users.deleteUser("olga");
        assertThat(login(RIGHT)).isEmpty();
    }

    @Test
    void aChangeThatIsRolledBackLeavesEverythingAsItWas() {
        assertThat(login(RIGHT)).isPresent();
        assertThat(identitiesFailing()).isTrue();
        assertThat(login(RIGHT)).isPresent();
        assertThat(groups()).containsExactly("risk");
    }

    @Test
    void whatWasReadBeforeAChangeIsNotRememberedAfterIt() {
        long before = recent.changes();
        users.createMembership("olga", "operations");
        recent.remember("olga", RIGHT, new Account("olga", List.of("risk"), "hash", "salt"), before);
        assertThat(groups()).containsExactlyInAnyOrder("risk", "operations");
    }

    @Test
    void requestsAtOnceWhileAMembershipComesAndGoesNeverKeepAnOldOne() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 25; round++) {
                List<Future<?>> asked = new ArrayList<>();
                for (int n = 0; n < 4; n++) {
                    asked.add(callers.submit(() -> login(RIGHT)));
                }
                if (round % 2 == 0) {
                    users.createMembership("olga", "operations");
                } else {
                    users.deleteMembership("olga", "operations");
                }
                finished(asked);
                assertThat(groups().contains("operations")).isEqualTo(round % 2 == 0);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aLifeOfNothingRemembersNothing() {
        RecentLogins none = new RecentLogins(Duration.ZERO, now::get);
        none.remember("olga", RIGHT, new Account("olga", List.of(), "hash", "salt"), 0);
        assertThat(none.find("olga", RIGHT)).isEmpty();
    }

    @Test
    void anAccountDoesNotTellItsHash() {
        assertThat(new Account("olga", List.of("risk"), "the-hash", "the-salt").toString())
                .doesNotContain("the-hash", "the-salt");
    }

    private static void finished(List<Future<?>> asked) throws InterruptedException, ExecutionException {
        for (Future<?> one : asked) {
            one.get();
        }
    }

    private boolean identitiesFailing() {
        try {
            ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                    .getCommandExecutorTxRequired()
                    .execute(context -> {
                        users.createMembership("olga", "operations");
                        throw new IllegalStateException("after all, no");
                    });
            return false;
        } catch (IllegalStateException expected) {
            return true;
        }
    }

    private Optional<Member> login(String password) {
        return identities.login("olga", password);
    }

    private List<String> groups() {
        return login(RIGHT).orElseThrow().groups();
    }

    /** Counts the commands that are not part of another one. */
    private final class Transactions extends CommandInterceptor {
        @Override
        public <T> T execute(Command<T> command) {
            if (Context.getCommandContext() == null) {
                transactions.incrementAndGet();
            }
            return next.execute(command);
        }
    }
}
