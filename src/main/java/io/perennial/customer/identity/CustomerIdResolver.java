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

/** Reads the {@code customerId} of a path: an id that was merged away means its survivor, an erased customer is gone. */
@Component
class CustomerIdResolver implements HandlerInterceptor, WebMvcConfigurer {

    private static final String CUSTOMER_ID = "customerId";

    private final CustomerIdentities persons;

    CustomerIdResolver(CustomerIdentities persons) {
        this.persons = persons;
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
        String survivor = persons.resolve(variables.get(CUSTOMER_ID));
        if (!request.getMethod().equals(HttpMethod.DELETE.name()) && persons.isErased(survivor)) {
            throw CustomerIdentities.erased(survivor);
        }
        Map<String, String> resolved = new HashMap<>(variables);
        resolved.put(CUSTOMER_ID, survivor);
        request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, resolved);
        return true;
    }
}
