package io.perennial.platform.security;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.identity.Identities;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Component;

/** Authenticates users of the engine's identity service; their groups are their authorities. */
@Component
class EngineAuthenticationProvider implements AuthenticationProvider {

    private final Identities identities;

    EngineAuthenticationProvider(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        String user = authentication.getName();
        Object password = authentication.getCredentials();
        if (password == null || user.isBlank()) {
            throw badCredentials();
        }
        Identities.Member member =
                login(user, password.toString()).orElseThrow(EngineAuthenticationProvider::badCredentials);
        return UsernamePasswordAuthenticationToken.authenticated(
                member.user(), null, AuthorityUtils.createAuthorityList(member.groups()));
    }

    private Optional<Identities.Member> login(String user, String password) {
        try {
            return identities.login(user, password);
        } catch (ApiException busy) {
            throw new AuthenticationServiceException(busy.getMessage(), busy);
        }
    }

    private static BadCredentialsException badCredentials() {
        return new BadCredentialsException("Wrong user or password");
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
