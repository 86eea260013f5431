package io.perennial.platform.engine.runtime;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.RequestBodyException;
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
public final class ProblemExceptionMappers implements AutoDiscoverable {

    @Override
    public void configure(FeatureContext context) {
        context.register(RefusedMapper.class).register(BodyRefusedMapper.class);
    }

    static final class RefusedMapper implements ExceptionMapper<ApiException> {
        @Override
        public Response toResponse(ApiException refused) {
            return problem(refused.status(), refused.code(), refused.getMessage());
        }
    }

    static final class BodyRefusedMapper implements ExceptionMapper<RequestBodyException> {
        @Override
        public Response toResponse(RequestBodyException refused) {
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
