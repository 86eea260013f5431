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

/** The one set of users: those of the engine's identity service. */
@Component
public class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);
    private static final PasswordPolicy RULES = new DefaultPasswordPolicyImpl();

    private final IdentityService identities;
    private final ProcessEngineConfigurationImpl engine;
    private final LoginCache recent;
    private final PasswordCheckLimiter turns;

    Identities(
            IdentityService identities,
            ProcessEngineConfigurationImpl engine,
            LoginCache recent,
            PasswordCheckLimiter turns) {
        this.identities = identities;
        this.engine = engine;
        this.recent = recent;
        this.turns = turns;
    }

    /** Somebody whose password was right, named as the engine does, and the ids of the groups. */
    public record Member(String user, List<String> groups) {}

    /**
     * The user and its groups, if the password is right. What was found out a few seconds ago is not asked again, and a
     * password that was right is not computed again as long as its user comes often and has no other.
     *
     * @throws ApiException BUSY, when too many passwords are to be checked at once
     */
    public Optional<Member> login(String user, String password) {
        Optional<Account> known = recent.find(user, password);
        if (known.isEmpty()) {
            long changes = recent.changes();
            known = checked(user, password, account(user), changes);
        }
        return known.map(account -> new Member(account.user(), account.groups()));
    }

    private Optional<Account> checked(String user, String password, Optional<Account> found, long changes) {
        if (found.isEmpty()) {
            // Takes as long as for a user that there is, so that nobody can tell who there is.
            turns.inTurn(() -> engine.getPasswordManager().encrypt(password));
            return found;
        }
        Account account = found.get();
        if (recent.wasRight(user, password, account)) {
            recent.remember(user, password, account, changes);
            return found;
        }
        return turns.inTurn(() -> computed(user, password, account, changes)) ? found : Optional.empty();
    }

    private boolean computed(String user, String password, Account account, long changes) {
        if (recent.wasRight(user, password, account)) {
            return true;
        }
        boolean right = engine.getPasswordManager()
                .check(EncryptionUtil.saltPassword(password, account.salt()), account.hash());
        if (right && !((Pbkdf2PasswordEncryptor) engine.getPasswordEncryptor()).isOfToday(account.hash())) {
            keepSlowly(account.user(), password);
        } else if (right) {
            recent.remember(user, password, account, changes);
        }
        return right;
    }

    /** The right password is at hand now, so a hash of an older kind can go. */
    private void keepSlowly(String name, String password) {
        try {
            engine.getCommandExecutorTxRequired()
                    .execute(context -> context.runWithoutAuthorization(() -> {
                        User user = context.getReadOnlyIdentityProvider().findUserById(name);
                        user.setPassword(password);
                        ((IdentityServiceImpl) identities).saveUser(user, true);
                        return null;
                    }));
        } catch (OptimisticLockingException another) {
            LOG.debug("{} has just been changed by another request", name, another);
        }
    }

    private Optional<Account> account(String name) {
        return engine.getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(() -> {
                    UserEntity user =
                            (UserEntity) context.getReadOnlyIdentityProvider().findUserById(name);
                    return Optional.ofNullable(user)
                            .map(one ->
                                    new Account(one.getId(), groupsOf(one.getId()), one.getPassword(), one.getSalt()));
                }));
    }

    private List<String> groupsOf(String user) {
        return identities.createGroupQuery().groupMember(user).unlimitedList().stream()
                .map(Group::getId)
                .toList();
    }

    /** What the engine is asked for on this thread, it is asked for by this user from now on. */
    public void actAs(String user, List<String> groups) {
        identities.setAuthentication(user, groups);
    }

    public void actAsNobody() {
        identities.clearAuthentication();
    }

    /** Who asks the engine on this thread; nobody where the engine acts by itself. */
    public Optional<String> current() {
        return Optional.ofNullable(identities.getCurrentAuthentication()).map(Authentication::getUserId);
    }

    public boolean hasUsers() {
        return identities.createUserQuery().count() > 0;
    }

    public boolean hasMembers(String group) {
        return identities.createUserQuery().memberOfGroup(group).count() > 0;
    }

    /** Makes the group unless it exists. */
    public void ensureGroup(String id, String name) {
        if (identities.createGroupQuery().groupId(id).count() == 0) {
            Group group = identities.newGroup(id);
            group.setName(name);
            group.setType("WORKFLOW");
            identities.saveGroup(group);
        }
    }

    /** Whether the password is one that the engine would let a user choose. */
    public static boolean isStrong(String password) {
        return RULES.getRules().stream()
                .filter(rule -> !(rule instanceof PasswordPolicyUserDataRuleImpl))
                .allMatch(rule -> rule.execute(password));
    }

    /**
     * Makes the user as the group's member, unless it exists: then nothing of it is changed. Tells whether it was made. The
     * password is taken as it is, strong or not.
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
