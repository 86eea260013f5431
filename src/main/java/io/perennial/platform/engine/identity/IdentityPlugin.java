package io.perennial.platform.engine.identity;

import io.perennial.platform.engine.EnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Engine settings for users: exact names, slow password hashes and a limit of concurrent password checks. */
@Component
@Order(EnginePlugin.IDENTITY)
class IdentityPlugin extends EnginePlugin {

    private final LoginCache logins;
    private final PasswordCheckLimiter passwordChecks;
    private final int rounds;

    IdentityPlugin(
            LoginCache logins,
            PasswordCheckLimiter passwordChecks,
            @Value("${perennial.login.rounds:210000}") int rounds) {
        this.logins = logins;
        this.passwordChecks = passwordChecks;
        this.rounds = rounds;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setIdentityProviderSessionFactory(ExactMatchIdentityProvider.factory(logins));
        engine.setPasswordEncryptor(new Pbkdf2PasswordEncryptor(rounds));
        engine.setCustomPreCommandInterceptorsTxRequired(
                append(engine.getCustomPreCommandInterceptorsTxRequired(), passwordChecks.interceptor()));
    }
}
