package dev.sightline.server.identity.oidc;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import dev.sightline.server.identity.oidc.SignInFailed.Why;
import dev.sightline.server.platform.OutboundAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What the server asks of providers: to addresses that {@link OutboundAddresses} lets it go to, without following redirects, for a few
 * seconds and a bounded answer. Thread-safe. Throws {@link SignInFailed} where nothing comes of it.
 */
@Component
class ProviderHttp implements HTTPRequestSender, ResourceRetriever, DisposableBean {
    static final int LARGEST = 512 * 1024;
    static final Duration LONGEST = Duration.ofSeconds(10);

    private final OutboundAddresses addresses;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    ProviderHttp(OutboundAddresses addresses) {
        this.addresses = addresses;
    }

    /** The body of an answer with 200. */
    String get(URI address) {
        HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(open(address))
                .header("Accept", "application/json")
                .build());
        if (answer.statusCode() != 200) {
            String what = answer.statusCode() / 100 == 3 ? "a redirect, which is not followed" : "an error";
            throw new SignInFailed(
                    Why.UNREACHABLE, address + " answers with " + what + " (status " + answer.statusCode() + ").");
        }
        return text(answer);
    }

    @Override
    public Resource retrieveResource(URL address) throws IOException {
        try {
            return new Resource(get(URI.create(address.toString())), "application/json");
        } catch (SignInFailed e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder asked = HttpRequest.newBuilder(open(request.getURI()));
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> asked.header(name, value)));
        String body = request.getBody();
        asked.method(
                request.getMethod().name(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<byte[]> answer = ask(asked.build());
        HTTPResponse read = new HTTPResponse(answer.statusCode());
        try {
            String type = answer.headers().firstValue("Content-Type").orElse(null);
            if (type != null) {
                read.setContentType(type);
            }
        } catch (ParseException e) {
            throw new SignInFailed(Why.UNREACHABLE, request.getURI() + " answers with an unknown type of content.");
        }
        read.setBody(text(answer));
        return read;
    }

    private URI open(URI address) {
        try {
            addresses.requireOpen(address);
            return address;
        } catch (OutboundAddresses.Closed e) {
            throw new SignInFailed(Why.UNREACHABLE, String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            throw new SignInFailed(Why.UNREACHABLE, "There is no host " + address.getHost() + ".");
        }
    }

    private HttpResponse<byte[]> ask(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            // The whole of it: a timeout of the request alone ends with the answer's first byte.
            return answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new SignInFailed(
                    Why.UNREACHABLE, request.uri() + " does not answer within " + LONGEST.toSeconds() + " seconds.");
        } catch (ExecutionException e) {
            throw new SignInFailed(Why.UNREACHABLE, request.uri() + " cannot be reached, or answers with too much.");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new SignInFailed(Why.UNREACHABLE, "interrupted");
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void destroy() {
        client.shutdownNow();
    }
}
