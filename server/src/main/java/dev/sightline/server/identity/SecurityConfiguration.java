package dev.sightline.server.identity;

import dev.sightline.server.identity.SignedInTokens.SignedInAuthentication;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.SightlineSettings;
import jakarta.servlet.DispatcherType;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Who gets through the door. Everything under /api needs an access token, except endpoints declared open and the description of
 * the API; {@link PermissionCheck} then holds each endpoint to its declaration. No cookie opens anything but the session endpoints, so there is no CSRF token; CORS stays closed, but for
 * the sites that the settings name.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration implements WebMvcConfigurer {
    private final OpenEndpoints open;
    private final RateLimits limits;
    private final KnownDevices devices;
    private final RefusedAccess refused;

    SecurityConfiguration(OpenEndpoints open, RateLimits limits, KnownDevices devices, RefusedAccess refused) {
        this.open = open;
        this.refused = refused;
        this.limits = limits;
        this.devices = devices;
    }

    /** Requests are measured as a whole; each filter by itself, measured at every request, costs more than it does. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    JwtDecoder jwtDecoder(AccessTokens tokens) {
        return tokens.decoder();
    }

    @Bean
    SecurityFilterChain doors(
            HttpSecurity http,
            JwtDecoder tokens,
            SignedInTokens signedIn,
            ApiKeys keys,
            MetricsDoor metrics,
            SightlineSettings settings,
            AuthenticationEntryPoint entryPoint,
            AccessDeniedHandler denied)
            throws Exception {
        ApiBearerTokens bearer = new ApiBearerTokens(open);
        AuthenticationManager people = people(tokens, signedIn);
        AuthenticationManager services = services(keys);
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .rememberMe(AbstractHttpConfigurer::disable)
                .anonymous(anonymous -> {})
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // All others are written for every answer, by the platform: what is refused before this chain needs
                // them too.
                .headers(headers -> headers.defaultsDisabled().cacheControl(cache -> {}))
                .cors(cors -> OtherSites.let(settings.web(), cors))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers(open)
                                .permitAll()
                                .requestMatchers("/api/**")
                                .authenticated()
                                .requestMatchers("/metrics", "/metrics/**")
                                .access((authentication, context) ->
                                        new AuthorizationDecision(metrics.opensTo(context.getRequest())))
                                // Webhooks check their own secret; the rest are the screens and the probes.
                                .anyRequest()
                                .permitAll())
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> {
                            String token = bearer.resolve(request);
                            return token != null && token.startsWith(ApiKey.PREFIX) ? services : people;
                        })
                        .bearerTokenResolver(bearer)
                        .authenticationEntryPoint(entryPoint)
                        .accessDeniedHandler(denied))
                .exceptionHandling(exceptions ->
                        exceptions.authenticationEntryPoint(entryPoint).accessDeniedHandler(denied))
                .build();
    }

    private static AuthenticationManager people(JwtDecoder tokens, SignedInTokens signedIn) {
        JwtAuthenticationProvider provider = new JwtAuthenticationProvider(tokens);
        provider.setJwtAuthenticationConverter(signedIn);
        return new ProviderManager(provider);
    }

    private static AuthenticationManager services(ApiKeys keys) {
        return authentication -> {
            if (authentication instanceof BearerTokenAuthenticationToken bearer) {
                return keys.signedIn(bearer.getToken())
                        .map(SignedInAuthentication::new)
                        .orElseThrow(() -> new InvalidBearerTokenException("there is no such key"));
            }
            throw new InvalidBearerTokenException("not a key");
        };
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        // Before anything is looked up or checked.
        registry.addInterceptor(new PersonLimits(limits, devices)).order(Ordered.HIGHEST_PRECEDENCE);
        // Around the check, to see what comes of it.
        registry.addInterceptor(refused).order(Ordered.HIGHEST_PRECEDENCE + 1);
        // Before any other says something about the request.
        registry.addInterceptor(new PermissionCheck()).order(Ordered.HIGHEST_PRECEDENCE + 2);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new SignedInArgument());
        resolvers.add(new CallerArgument());
    }

    @Bean
    MetricsDoor metricsDoor(SightlineSettings settings) {
        return new MetricsDoor(settings.metrics().token());
    }
}
