package io.perennial.platform.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/** The one shape in which the API says no: RFC 9457, with a code that programs can tell apart. */
public final class Problems {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Problems() {}

    /** A problem with its code and, in plain words, what is wrong. */
    public static ProblemDetail of(HttpStatus status, String code, String words) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, Texts.replaceSurrogates(words));
        problem.setProperty("code", code);
        return problem;
    }

    /** Writes the problem as the answer, where no controller is at work. */
    public static void write(HttpServletResponse response, HttpStatus status, String code, String words)
            throws IOException {
        ObjectNode problem = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", status.getReasonPhrase())
                .put("status", status.value())
                .put("detail", words)
                .put("code", code);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(problem.toString());
    }
}
