package io.perennial.platform.engine.identity;

import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * The engine's users. Its own throttle locks a user for everybody, in engine time: with a standing clock for ever. The house
 * throttles at its door instead (io.perennial.platform.security), per user and address, in real time. And whatever changes is told to
 * those who remember users.
 */
public class ExactMatchIdentityProvider extends DbIdentityServiceProvider {

    private final LoginCache recent;

    private ExactMatchIdentityProvider(LoginCache recent) {
        this.recent = recent;
    }

    public static SessionFactory factory(LoginCache recent) {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return ExactMatchIdentityProvider.class;
            }

            @Override
            public Session openSession() {
                return new ExactMatchIdentityProvider(recent);
            }
        };
    }

    /**
     * The user of exactly that name. MySQL finds "anna" for "anna " too, who would then be somebody else than Anna wherever two
     * people are asked for, and a new guest for whoever counts wrong passwords.
     */
    @Override
    public UserEntity findUserById(String name) {
        UserEntity user = super.findUserById(name);
        return user == null || user.getId().equals(name) ? user : null;
    }

    @Override
    protected boolean isUserLocked(UserEntity user) {
        return false;
    }

    @Override
    protected void lockUser(UserEntity user) {}

    @Override
    public IdentityOperationResult saveUser(User user) {
        return changed(super.saveUser(user));
    }

    @Override
    public IdentityOperationResult deleteUser(String user) {
        return changed(super.deleteUser(user));
    }

    @Override
    public IdentityOperationResult saveGroup(Group group) {
        return changed(super.saveGroup(group));
    }

    @Override
    public IdentityOperationResult deleteGroup(String group) {
        return changed(super.deleteGroup(group));
    }

    @Override
    public IdentityOperationResult createMembership(String user, String group) {
        return changed(super.createMembership(user, group));
    }

    @Override
    public IdentityOperationResult deleteMembership(String user, String group) {
        return changed(super.deleteMembership(user, group));
    }

    private IdentityOperationResult changed(IdentityOperationResult result) {
        Context.getCommandContext()
                .getTransactionContext()
                .addTransactionListener(TransactionState.COMMITTED, context -> recent.forgetAll());
        return result;
    }
}
