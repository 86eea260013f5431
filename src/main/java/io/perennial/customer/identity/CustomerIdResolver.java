package io.perennial.customer.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Resolves the {@code customerId} of a path: a merged id is replaced by the surviving one, an erased customer gives 410. */
@Component
class CustomerIdResolver implements HandlerInterceptor, WebMvcConfigurer {

    private static final String CUSTOMER_ID = "customerId";

    private final CustomerIdentities identities;

    CustomerIdResolver(CustomerIdentities identities) {
        this.identities = identities;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/v1/customers/{customerId}/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        @SuppressWarnings("unchecked")
        Map<String, String> variables =
                (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        if (variables == null || !variables.containsKey(CUSTOMER_ID)) {
            return true;
        }
        String customerId = identities.resolve(variables.get(CUSTOMER_ID));
        if (!request.getMethod().equals(HttpMethod.DELETE.name()) && identities.isErased(customerId)) {
            throw CustomerIdentities.erasedProblem(customerId);
        }
        Map<String, String> resolved = new HashMap<>(variables);
        resolved.put(CUSTOMER_ID, customerId);
        request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, resolved);
        return true;
    }
}
