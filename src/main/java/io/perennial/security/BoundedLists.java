package io.perennial.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** The engine refuses lists without an end; a caller of its REST who names none gets as many as are allowed. */
class BoundedLists extends OncePerRequestFilter {

    private final int most;

    BoundedLists(int most) {
        this.most = most;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String query = request.getQueryString();
        boolean bounded = query != null && ("&" + query).contains("&maxResults=");
        chain.doFilter(bounded ? request : new Bounded(request, query), response);
    }

    private final class Bounded extends HttpServletRequestWrapper {

        private final String query;

        Bounded(HttpServletRequest request, String query) {
            super(request);
            this.query = (query == null || query.isEmpty() ? "" : query + "&") + "maxResults=" + most;
        }

        @Override
        public String getQueryString() {
            return query;
        }
    }
}
