package io.perennial.platform.audit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Notes every call of the API that changed something, except the daily traffic of machines and what notes itself. */
@Component
class AuditedCalls implements HandlerInterceptor, WebMvcConfigurer {

    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final List<String> NOT_HERE =
            List.of("/api/v1/events", "/api/v1/mall/**", "/api/v1/**/redemptions", "/api/v1/customers/{customerId}");

    private static final String NOTED = AuditedCalls.class.getName();

    private final Audit audit;

    AuditedCalls(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**").excludePathPatterns(NOT_HERE);
    }

    /** Notes the call that is being answered, in its transaction. */
    void noteNow() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes call) {
            HttpServletRequest request = call.getRequest();
            audit.record("API_" + request.getMethod(), request.getRequestURI(), Map.of());
            request.setAttribute(NOTED, true);
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, Exception failure) {
        int status = response.getStatus();
        if (CHANGES.contains(request.getMethod())
                && request.getAttribute(NOTED) == null
                && status < HttpStatus.BAD_REQUEST.value()) {
            audit.record("API_" + request.getMethod(), request.getRequestURI(), Map.of("status", status));
        }
    }
}
