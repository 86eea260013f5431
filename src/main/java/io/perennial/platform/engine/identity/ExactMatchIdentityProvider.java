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
 * The engine's identity provider without its own login lock, which locks a user for everybody and in engine time, so for ever
 * with a simulated clock; io.perennial.platform.security throttles per user and address in system time instead. User names
 * match exactly, and changes invalidate the login cache.
 */
class ExactMatchIdentityProvider extends DbIdentityServiceProvider {

    private final LoginCache logins;

    private ExactMatchIdentityProvider(LoginCache logins) {
        this.logins = logins;
    }

    static SessionFactory factory(LoginCache logins) {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return ExactMatchIdentityProvider.class;
            }

            @Override
            public Session openSession() {
                return new ExactMatchIdentityProvider(logins);
            }
        };
    }

    /**
     * Finds the user with exactly that name. MySQL also finds "anna" for "anna ", which would count as a second person where
     * two are required, and as another user where wrong passwords are counted.
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
                .addTransactionListener(TransactionState.COMMITTED, context -> logins.invalidateAll());
        return result;
    }
}
