package dev.sightline.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What is asked of a server that is a process of its own, and read from its answers. */
final class PlainHttp {
    private PlainHttp() {}

    /** Asks from this address of the machine. Close it. */
    static HttpClient from(String address) {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(address))
                .build();
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    /** The access token of a sign-in that was let in. */
    static String token(HttpResponse<String> session) {
        assertThat(session.statusCode()).isEqualTo(200);
        return session.body().split("\"access_token\":\"", 2)[1].split("\"", 2)[0];
    }

    /** The value of a cookie that the answer sets. */
    static String cookie(HttpResponse<String> response, String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.split("[=;]", 3)[1])
                .findFirst()
                .orElseThrow();
    }
}
