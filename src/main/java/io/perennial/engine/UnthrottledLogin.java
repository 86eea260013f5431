package io.perennial.engine;

import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * The engine's own throttle locks a user for everybody, in engine time: with a standing clock for ever. The house throttles at
 * its door instead (io.perennial.security), per user and address, in real time.
 */
public class UnthrottledLogin extends DbIdentityServiceProvider {

    @Override
    protected boolean isUserLocked(UserEntity user) {
        return false;
    }

    @Override
    protected void lockUser(UserEntity user) {}
}
