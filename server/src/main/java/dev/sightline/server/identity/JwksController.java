package dev.sightline.server.identity;

import dev.sightline.server.platform.Open;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public key of the access tokens, for whoever wants to check one. */
@RestController
@Hidden
class JwksController {
    private final AccessTokens tokens;

    JwksController(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Open("a public key is for everybody")
    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .body(tokens.jwks());
    }
}
