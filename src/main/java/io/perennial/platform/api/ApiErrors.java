package io.perennial.platform.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Maps exceptions to problem documents with a code; internal errors are logged. */
@RestControllerAdvice
class ApiErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> apiException(ApiException e) {
        return ResponseEntity.status(e.getStatusCode())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(e.getBody());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> requestBody(RequestBodyException e) {
        return problem(e.status(), e.code(), e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestBodyException body) {
                return requestBody(body);
            }
            if (cause instanceof ApiException known) {
                return apiException(known);
            }
        }
        return unreadable.getCause() instanceof JsonProcessingException json
                ? malformed(json)
                : problem(HttpStatus.BAD_REQUEST, "MALFORMED", "The body is missing or cannot be read.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> malformed(JsonProcessingException json) {
        if (json instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            StringBuilder where = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                where.append(
                        step.getFieldName() == null
                                ? "[" + step.getIndex() + "]"
                                : (where.isEmpty() ? "" : ".") + step.getFieldName());
            }
            return problem(HttpStatus.BAD_REQUEST, "INVALID", "The value of " + where + " is not what it should be.");
        }
        String where = json.getLocation() == null
                ? ""
                : " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr();
        return problem(HttpStatus.BAD_REQUEST, "MALFORMED", "The body is not well-formed JSON" + where + ".");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongType(MethodArgumentTypeMismatchException mismatch) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "INVALID",
                "The value of " + mismatch.getName() + " cannot be read: "
                        + Texts.abbreviate(String.valueOf(mismatch.getValue()), 100));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> missing(MissingServletRequestParameterException missing) {
        return problem(
                HttpStatus.BAD_REQUEST, "INVALID", "The parameter " + missing.getParameterName() + " is missing.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unknownPath(NoResourceFoundException unknown) {
        return problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is nothing at this path.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> anyOther(Exception e, HttpServletRequest request) {
        if (e instanceof ErrorResponse known && !known.getStatusCode().is5xxServerError()) {
            return known(known);
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "INTERNAL",
                "Internal error (logged). Retrying the same request is safe.");
    }

    private static ResponseEntity<ProblemDetail> known(ErrorResponse known) {
        HttpStatusCode status = known.getStatusCode();
        String code = switch (status.value()) {
            case 404 -> "NOT_FOUND";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 406 -> "NOT_ACCEPTABLE";
            case 413 -> "TOO_LARGE";
            case 415 -> "UNSUPPORTED_MEDIA_TYPE";
            default -> "INVALID";
        };
        String detail = known.getBody().getDetail();
        ResponseEntity<ProblemDetail> response = problem(
                HttpStatus.valueOf(status.value()), code, detail == null ? "The request is not valid." : detail);
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(known.getHeaders());
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return new ResponseEntity<>(response.getBody(), headers, status);
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String code, String detail) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(status, code, detail));
    }
}
