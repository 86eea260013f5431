package io.perennial.platform.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.identity.Identities.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.digest.PasswordManager;
import org.camunda.bpm.engine.impl.digest.Sha512HashDigest;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTest {

    private static final int AT_ONCE = 16;
    private static final int ROUNDS = 1000;

    private static final Duration LIFE = Duration.ofSeconds(5);
    private static final String RIGHT = "Right-Password-1";

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong transactions = new AtomicLong();
    private final LoginCache recent = new LoginCache(LIFE, now::get);

    private final AtomicInteger computed = new AtomicInteger();
    private final PasswordCheckLimiter turns = new PasswordCheckLimiter(1, Duration.ofSeconds(60));

    private ProcessEngine engine;
    private IdentityService users;
    private Identities identities;

    @BeforeAll
    void open() {
        ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("logins");
        configuration.setJdbcUrl("jdbc:h2:mem:logins");
        configuration.setIdentityProviderSessionFactory(ExactMatchIdentityProvider.factory(recent));
        configuration.setCustomPreCommandInterceptorsTxRequired(List.of(turns.interceptor(), new Transactions()));
        configuration.setPasswordEncryptor(new Counted());
        engine = configuration.buildProcessEngine();
        users = engine.getIdentityService();
        identities = new Identities(users, configuration, recent, turns);
    }

    @BeforeEach
    void begin() {
        List.of("olga", "boris").forEach(users::deleteUser);
        List.of("risk", "operations").forEach(users::deleteGroup);
        identities.ensureGroup("risk", "Risk");
        identities.ensureGroup("operations", "Operations");
        identities.ensureUser("olga", "Olga", "risk", RIGHT);
        transactions.set(0);
        computed.set(0);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Test
    void firstLoginIsOneTransactionAndLaterOnesNone() {
        assertThat(login(RIGHT)).hasValue(new Member("olga", List.of("risk")));
        assertThat(transactions).hasValue(1);
        for (int n = 0; n < 100; n++) {
            assertThat(login(RIGHT)).hasValue(new Member("olga", List.of("risk")));
        }
        assertThat(transactions).hasValue(1);
    }

    @Test
    void expiredEntryIsReadFromTheDatabaseAgain() {
        login(RIGHT);
        now.addAndGet(LIFE.toNanos());
        assertThat(login(RIGHT)).isPresent();
        assertThat(transactions).hasValue(2);
    }

    @Test
    void wrongPasswordIsRefusedWhileTheRightOneIsCached() {
        login(RIGHT);
        assertThat(login("Wrong-Password-1")).isEmpty();
        assertThat(login("")).isEmpty();
        assertThat(identities.login("nobody", RIGHT)).isEmpty();
        assertThat(login(RIGHT)).isPresent();
    }

    @Test
    void changedPasswordAppliesAtOnce() {
        login(RIGHT);
        User olga = users.createUserQuery().userId("olga").singleResult();
        olga.setPassword("Other-Password-1");
        users.saveUser(olga);
        assertThat(login(RIGHT)).isEmpty();
        assertThat(login("Other-Password-1")).isPresent();
    }

    @Test
    void changedGroupsApplyAtOnce() {
        login(RIGHT);
        users.createMembership("olga", "operations");
        assertThat(groups()).containsExactlyInAnyOrder("risk", "operations");
        users.deleteMembership("olga", "risk");
        assertThat(groups()).containsExactly("operations");
        users.deleteGroup("operations");
        assertThat(groups()).isEmpty();
    }

    @Test
    void deletedUserIsRefusedAtOnce() {
        login(RIGHT);
        users.deleteUser("olga");
        assertThat(login(RIGHT)).isEmpty();
    }

    @Test
    void rolledBackChangeKeepsTheCache() {
        assertThat(login(RIGHT)).isPresent();
        assertThat(identitiesFailing()).isTrue();
        assertThat(login(RIGHT)).isPresent();
        assertThat(groups()).containsExactly("risk");
    }

    @Test
    void accountReadBeforeAChangeIsNotCached() {
        long before = recent.changes();
        users.createMembership("olga", "operations");
        recent.put("olga", RIGHT, new Account("olga", List.of("risk"), "hash", "salt"), before);
        assertThat(groups()).containsExactlyInAnyOrder("risk", "operations");
    }

    @Test
    void concurrentMembershipChangesNeverLeaveOldGroupsCached() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 12; round++) {
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
    void passwordsAreHashedWithIndividualSalts() {
        identities.ensureUser("boris", "Boris", "risk", RIGHT);
        assertThat(hash("olga")).startsWith("{PBKDF2-SHA512}1000:").hasSizeLessThan(255);
        assertThat(hash("boris")).isNotEqualTo(hash("olga"));
    }

    @Test
    void everyCharacterOfALongPasswordIsSignificant() {
        String longOne = "A-Long-Password-1".repeat(20);
        identities.ensureUser("boris", "Boris", "risk", longOne);
        assertThat(identities.login("boris", longOne + "x")).isEmpty();
        assertThat(identities.login("boris", longOne.substring(1))).isEmpty();
        assertThat(identities.login("boris", longOne)).isPresent();
    }

    @Test
    void passwordIsHashedOnceForConcurrentAndLaterLogins() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Boolean>> asked = new ArrayList<>();
            for (int n = 0; n < AT_ONCE; n++) {
                asked.add(callers.submit(() -> login(RIGHT).isPresent()));
            }
            for (Future<Boolean> one : asked) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
        for (int minute = 0; minute < 60; minute++) {
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(login(RIGHT)).isPresent();
        }
        assertThat(computed).hasValue(1);
    }

    @Test
    void passwordNotUsedForLongIsHashedAgain() {
        login(RIGHT);
        now.addAndGet(Duration.ofMinutes(10).toNanos());
        login(RIGHT);
        assertThat(computed).hasValue(2);
    }

    @Test
    void unknownUserIsRefusedAsSlowlyAsAWrongPassword() {
        identities.login("nobody", RIGHT);
        assertThat(computed).hasValue(1);
        login("Wrong-Password-1");
        assertThat(computed).hasValue(2);
    }

    @Test
    void olderHashesAreAcceptedAndReplacedAtLogin() {
        inEngine(user -> {
            user.setSalt("grains");
            user.setDbPassword(new PasswordManager(new Sha512HashDigest(), List.of()).encrypt(RIGHT + user.getSalt()));
        });
        assertThat(hash("olga")).startsWith("{SHA-512}");
        assertThat(login("Wrong-Password-1")).isEmpty();
        assertThat(hash("olga")).startsWith("{SHA-512}");
        assertThat(login(RIGHT)).isPresent();
        assertThat(hash("olga")).startsWith("{PBKDF2-SHA512}1000:");
        assertThat(login(RIGHT)).isPresent();
        assertThat(login("Wrong-Password-1")).isEmpty();
    }

    @Test
    void hashesWithFewerRoundsAreReplaced() {
        inEngine(user -> {
            user.setSalt("grains");
            user.setDbPassword("{PBKDF2-SHA512}" + new Pbkdf2PasswordEncryptor(500).encrypt(RIGHT + user.getSalt()));
        });
        assertThat(login("Wrong-Password-1")).isEmpty();
        assertThat(login(RIGHT)).isPresent();
        assertThat(hash("olga")).startsWith("{PBKDF2-SHA512}1000:");
    }

    @Test
    void engineLoginAcceptsThemToo() {
        assertThat(users.checkPassword("olga", RIGHT)).isTrue();
        assertThat(users.checkPassword("olga", "Wrong-Password-1")).isFalse();
    }

    @Test
    void longWaitIsRefusedWithoutATransaction() throws Exception {
        PasswordCheckLimiter narrow = new PasswordCheckLimiter(1, Duration.ZERO);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> first = other.submit(() -> narrow.run(() -> {
                taken.countDown();
                return awaited(end);
            }));
            assertThat(awaited(taken)).isTrue();
            assertThatThrownBy(() -> narrow.run(() -> true))
                    .isInstanceOfSatisfying(
                            ApiException.class, no -> assertThat(no.code()).isEqualTo("BUSY"));
            end.countDown();
            assertThat(first.get()).isTrue();
            assertThat(narrow.run(() -> true)).isTrue();
        } finally {
            other.shutdownNow();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String hash(String name) {
        AtomicReference<String> hash = new AtomicReference<>();
        inEngine(name, user -> hash.set(user.getPassword()));
        return hash.get();
    }

    private void inEngine(Consumer<UserEntity> work) {
        inEngine("olga", work);
    }

    private void inEngine(String name, Consumer<UserEntity> work) {
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(context -> {
                    work.accept(
                            (UserEntity) context.getReadOnlyIdentityProvider().findUserById(name));
                    return null;
                });
    }

    @Test
    void zeroCacheTimeDisablesCaching() {
        LoginCache none = new LoginCache(Duration.ZERO, now::get);
        none.put("olga", RIGHT, new Account("olga", List.of(), "hash", "salt"), 0);
        assertThat(none.find("olga", RIGHT)).isEmpty();
    }

    @Test
    void accountTextDoesNotContainTheHash() {
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

    /** Counts outermost commands. */
    private final class Transactions extends CommandInterceptor {
        @Override
        public <T> T execute(Command<T> command) {
            if (Context.getCommandContext() == null) {
                transactions.incrementAndGet();
            }
            return next.execute(command);
        }
    }

    private final class Counted extends Pbkdf2PasswordEncryptor {

        Counted() {
            super(ROUNDS);
        }

        @Override
        public String encrypt(String password) {
            computed.incrementAndGet();
            return super.encrypt(password);
        }

        @Override
        public boolean check(String password, String encrypted) {
            computed.incrementAndGet();
            return super.check(password, encrypted);
        }
    }
}
