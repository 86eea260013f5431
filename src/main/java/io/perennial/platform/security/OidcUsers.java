package io.perennial.platform.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.stereotype.Component;

/**
 * Maps users of an OpenID Connect provider, where one is configured, to user names and groups. Unknown groups of the provider
 * are ignored.
 */
@Component
class OidcUsers {

    private static final Set<String> GROUPS =
            Arrays.stream(Group.values()).map(Group::id).collect(Collectors.toUnmodifiableSet());
    private static final Pattern USER = Pattern.compile("[a-zA-Z0-9_.:@-]{1,64}");

    private final OidcUserService users = new OidcUserService();
    private final ObjectProvider<JwtDecoder> decoder;
    private final String userClaim;
    private final String groupsClaim;

    OidcUsers(
            ObjectProvider<JwtDecoder> decoder,
            @Value("${perennial.tokens.user-claim:preferred_username}") String userClaim,
            @Value("${perennial.tokens.groups-claim:groups}") String groupsClaim) {
        this.decoder = decoder;
        this.userClaim = userClaim;
        this.groupsClaim = groupsClaim;
    }

    /** Accepts bearer tokens besides passwords, where an issuer is configured. */
    void accept(HttpSecurity http, AuthenticationEntryPoint unauthorized) throws Exception {
        if (decoder.getIfAvailable() != null) {
            http.oauth2ResourceServer(server -> server.authenticationEntryPoint(unauthorized)
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(this::user)));
        }
    }

    private AbstractAuthenticationToken user(Jwt token) {
        String name = token.getClaimAsString(userClaim);
        if (name == null) {
            name = token.getSubject();
        }
        if (name == null || !USER.matcher(name).matches()) {
            throw new InvalidBearerTokenException("The token has no valid user name");
        }
        return new JwtAuthenticationToken(token, groups(token.getClaims()), name);
    }

    /** The user who logged in at the provider, with a user name that the engine accepts. */
    OidcUser loadUser(OidcUserRequest request) {
        OidcUser user = users.loadUser(request);
        if (!USER.matcher(user.getName()).matches()) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error("invalid_user"), "The provider sent no valid user name");
        }
        return user;
    }

    /** Maps the claims of a user who logged in at the provider to groups. */
    Collection<? extends GrantedAuthority> groups(Collection<? extends GrantedAuthority> given) {
        Set<GrantedAuthority> groups = new LinkedHashSet<>();
        for (GrantedAuthority authority : given) {
            if (authority instanceof OidcUserAuthority user) {
                groups.addAll(groups(user.getIdToken().getClaims()));
                if (user.getUserInfo() != null) {
                    groups.addAll(groups(user.getUserInfo().getClaims()));
                }
            }
        }
        return groups;
    }

    /** Removes the leading slash: Keycloak sends groups as paths. */
    private List<GrantedAuthority> groups(Map<String, Object> claims) {
        List<GrantedAuthority> groups = new ArrayList<>();
        if (claims.get(groupsClaim) instanceof Collection<?> named) {
            for (Object group : named) {
                String id = String.valueOf(group);
                id = id.startsWith("/") ? id.substring(1) : id;
                if (GROUPS.contains(id)) {
                    groups.add(new SimpleGrantedAuthority(id));
                }
            }
        }
        return groups;
    }
}
