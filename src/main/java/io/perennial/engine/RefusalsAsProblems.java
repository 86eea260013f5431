package io.perennial.engine;

import io.perennial.api.BodyRefused;
import io.perennial.api.Refused;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.glassfish.jersey.internal.spi.AutoDiscoverable;
import org.springframework.http.HttpStatus;

/**
 * Lets the engine's own REST and its web applications answer a refusal as the house's API does; Jersey finds this by itself
 * wherever it serves.
 */
public final class RefusalsAsProblems implements AutoDiscoverable {

    @Override
    public void configure(FeatureContext context) {
        context.register(RefusedMapper.class).register(BodyRefusedMapper.class);
    }

    static final class RefusedMapper implements ExceptionMapper<Refused> {
        @Override
        public Response toResponse(Refused refused) {
            return problem(refused.status(), refused.code(), refused.getMessage());
        }
    }

    static final class BodyRefusedMapper implements ExceptionMapper<BodyRefused> {
        @Override
        public Response toResponse(BodyRefused refused) {
            return problem(refused.status(), refused.code(), refused.getMessage());
        }
    }

    /** @param message the detail once more, where Tasklist looks for it */
    record Problem(String title, int status, String detail, String code, String message) {}

    private static Response problem(HttpStatus status, String code, String words) {
        return Response.status(status.value())
                .type(MediaType.valueOf("application/problem+json"))
                .entity(new Problem(status.getReasonPhrase(), status.value(), words, code, words))
                .build();
    }
}
