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

/** Records every API call that changed something, except high-volume service calls and those that write their own entry. */
@Component
class AuditedCalls implements HandlerInterceptor, WebMvcConfigurer {

    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final List<String> EXCLUDED =
            List.of("/api/v1/events", "/api/v1/mall/**", "/api/v1/**/redemptions", "/api/v1/customers/{customerId}");

    private static final String RECORDED = AuditedCalls.class.getName();

    private final Audit audit;

    AuditedCalls(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**").excludePathPatterns(EXCLUDED);
    }

    /** Records the current call in its transaction. */
    void recordCurrentCall() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes call) {
            HttpServletRequest request = call.getRequest();
            audit.record("API_" + request.getMethod(), request.getRequestURI(), Map.of());
            request.setAttribute(RECORDED, true);
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, Exception failure) {
        int status = response.getStatus();
        if (CHANGES.contains(request.getMethod())
                && request.getAttribute(RECORDED) == null
                && status < HttpStatus.BAD_REQUEST.value()) {
            audit.record("API_" + request.getMethod(), request.getRequestURI(), Map.of("status", status));
        }
    }
}
