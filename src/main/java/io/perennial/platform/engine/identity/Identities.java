package io.perennial.platform.engine.identity;

import io.perennial.platform.api.ApiException;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.PasswordPolicy;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.identity.DefaultPasswordPolicyImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyUserDataRuleImpl;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Access to users and groups, which are those of the engine's identity service. */
@Component
public class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);
    private static final PasswordPolicy RULES = new DefaultPasswordPolicyImpl();

    private final IdentityService identities;
    private final ProcessEngineConfigurationImpl engine;
    private final LoginCache logins;
    private final PasswordCheckLimiter passwordChecks;

    Identities(
            IdentityService identities,
            ProcessEngineConfigurationImpl engine,
            LoginCache logins,
            PasswordCheckLimiter passwordChecks) {
        this.identities = identities;
        this.engine = engine;
        this.logins = logins;
        this.passwordChecks = passwordChecks;
    }

    /** An authenticated user, named as in the engine, and the ids of the groups. */
    public record Member(String user, List<String> groups) {}

    /**
     * The user and its groups, if the password is right. Recent results come from the login cache, and a password whose hash
     * was verified recently is not hashed again as long as the stored hash is the same.
     *
     * @throws ApiException BUSY, when too many passwords are being checked
     */
    public Optional<Member> login(String user, String password) {
        Optional<Account> known = logins.find(user, password);
        if (known.isEmpty()) {
            long changes = logins.changes();
            known = verify(user, password, account(user), changes);
        }
        return known.map(account -> new Member(account.user(), account.groups()));
    }

    private Optional<Account> verify(String user, String password, Optional<Account> found, long changes) {
        if (found.isEmpty()) {
            // Hashes anyway, so that response times do not reveal which users exist.
            passwordChecks.run(() -> engine.getPasswordManager().encrypt(password));
            return found;
        }
        Account account = found.get();
        if (logins.isVerified(user, password, account)) {
            logins.put(user, password, account, changes);
            return found;
        }
        return passwordChecks.run(() -> verifyHash(user, password, account, changes)) ? found : Optional.empty();
    }

    private boolean verifyHash(String user, String password, Account account, long changes) {
        if (logins.isVerified(user, password, account)) {
            return true;
        }
        boolean matches = engine.getPasswordManager()
                .check(EncryptionUtil.saltPassword(password, account.salt()), account.hash());
        if (matches && !((Pbkdf2PasswordEncryptor) engine.getPasswordEncryptor()).isCurrent(account.hash())) {
            rehash(account.user(), password);
        } else if (matches) {
            logins.put(user, password, account, changes);
        }
        return matches;
    }

    /** Replaces a hash of an older kind while the clear password is available. */
    private void rehash(String name, String password) {
        try {
            engine.getCommandExecutorTxRequired()
                    .execute(context -> context.runWithoutAuthorization(() -> {
                        User user = context.getReadOnlyIdentityProvider().findUserById(name);
                        user.setPassword(password);
                        ((IdentityServiceImpl) identities).saveUser(user, true);
                        return null;
                    }));
        } catch (OptimisticLockingException concurrent) {
            LOG.debug("{} has just been changed by another request", name, concurrent);
        }
    }

    private Optional<Account> account(String name) {
        return engine.getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(() -> {
                    UserEntity user =
                            (UserEntity) context.getReadOnlyIdentityProvider().findUserById(name);
                    return Optional.ofNullable(user)
                            .map(entity -> new Account(
                                    entity.getId(), groupsOf(entity.getId()), entity.getPassword(), entity.getSalt()));
                }));
    }

    private List<String> groupsOf(String user) {
        return identities.createGroupQuery().groupMember(user).unlimitedList().stream()
                .map(Group::getId)
                .toList();
    }

    /** Sets the engine's current user on this thread. */
    public void actAs(String user, List<String> groups) {
        identities.setAuthentication(user, groups);
    }

    public void actAsNobody() {
        identities.clearAuthentication();
    }

    /** The engine's current user on this thread; empty where the engine acts by itself. */
    public Optional<String> current() {
        return Optional.ofNullable(identities.getCurrentAuthentication()).map(Authentication::getUserId);
    }

    public boolean hasUsers() {
        return identities.createUserQuery().count() > 0;
    }

    public boolean hasMembers(String group) {
        return identities.createUserQuery().memberOfGroup(group).count() > 0;
    }

    /** Creates the group unless it exists. */
    public void ensureGroup(String id, String name) {
        if (identities.createGroupQuery().groupId(id).count() == 0) {
            Group group = identities.newGroup(id);
            group.setName(name);
            group.setType("WORKFLOW");
            identities.saveGroup(group);
        }
    }

    /** Whether the engine's password policy accepts the password. */
    public static boolean isStrong(String password) {
        return RULES.getRules().stream()
                .filter(rule -> !(rule instanceof PasswordPolicyUserDataRuleImpl))
                .allMatch(rule -> rule.execute(password));
    }

    /**
     * Creates the user as a member of the group unless it exists; an existing user is not changed. Returns whether it was
     * created. The password is not checked against the policy.
     */
    public boolean ensureUser(String id, String name, String group, String password) {
        if (identities.createUserQuery().userId(id).count() > 0) {
            return false;
        }
        User user = identities.newUser(id);
        user.setFirstName(name);
        user.setLastName("");
        user.setPassword(password);
        ((IdentityServiceImpl) identities).saveUser(user, true);
        identities.createMembership(id, group);
        return true;
    }
}
