package dev.sightline.server.platform.web;

import dev.sightline.server.platform.Open;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.util.DisconnectedClientHelper;

/** What went wrong outside of any controller (filters, the container) becomes a problem too. */
@Controller
class ErrorPage implements ErrorController {
    private static final Logger log = LoggerFactory.getLogger(ErrorPage.class);

    private final ProblemWriter problems;

    ErrorPage(ProblemWriter problems) {
        this.problems = problems;
    }

    @Open("it repeats nothing but that something went wrong")
    @RequestMapping("/error")
    ResponseEntity<Object> error(HttpServletRequest request) {
        Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (thrown instanceof Throwable exception) {
            Problem limit = UnreadableBody.limit(exception);
            if (limit != null) {
                return problems.entity(request, limit);
            }
            if (DisconnectedClientHelper.isClientDisconnectedException(exception)) {
                // In the middle of its body: no fault of ours, and a way to fill the log if it were told at length.
                log.debug("the caller has gone", exception);
                return problems.entity(request, ProblemAdvice.ofStatus(HttpStatus.BAD_REQUEST));
            }
            log.error("{} failed", request.getMethod(), exception);
            return problems.entity(request, Problem.internal());
        }
        // Somebody who opens /error by hand.
        int code = status instanceof Integer number ? number : 404;
        return problems.entity(request, ProblemAdvice.ofStatus(HttpStatusCode.valueOf(code)));
    }
}
