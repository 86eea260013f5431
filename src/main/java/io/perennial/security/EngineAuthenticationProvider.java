package io.perennial.security;

import io.perennial.engine.Identities;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Component;

/** Knows users by the engine's identity service; their groups are their authorities. */
@Component
class EngineAuthenticationProvider implements AuthenticationProvider {

    private final Identities identities;

    EngineAuthenticationProvider(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String user = asked.getName();
        Object password = asked.getCredentials();
        if (password == null || user.isBlank() || !identities.isPassword(user, password.toString())) {
            throw new BadCredentialsException("Wrong user or password");
        }
        List<String> groups = identities.groupsOf(user);
        return UsernamePasswordAuthenticationToken.authenticated(
                user, null, AuthorityUtils.createAuthorityList(groups));
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
