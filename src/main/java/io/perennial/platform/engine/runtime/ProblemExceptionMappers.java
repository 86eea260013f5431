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
 * Answers refusals in the engine's REST and web applications with the same problem documents as the API; Jersey discovers this
 * class automatically.
 */
public final class ProblemExceptionMappers implements AutoDiscoverable {

    @Override
    public void configure(FeatureContext context) {
        context.register(ApiExceptionMapper.class).register(RequestBodyMapper.class);
    }

    static final class ApiExceptionMapper implements ExceptionMapper<ApiException> {
        @Override
        public Response toResponse(ApiException e) {
            return problem(e.status(), e.code(), e.getMessage());
        }
    }

    static final class RequestBodyMapper implements ExceptionMapper<RequestBodyException> {
        @Override
        public Response toResponse(RequestBodyException e) {
            return problem(e.status(), e.code(), e.getMessage());
        }
    }

    /** @param message the detail again, read by Tasklist */
    record Problem(String title, int status, String detail, String code, String message) {}

    private static Response problem(HttpStatus status, String code, String detail) {
        return Response.status(status.value())
                .type(MediaType.valueOf("application/problem+json"))
                .entity(new Problem(status.getReasonPhrase(), status.value(), detail, code, detail))
                .build();
    }
}
