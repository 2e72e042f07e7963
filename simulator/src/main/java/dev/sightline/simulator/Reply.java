package dev.sightline.simulator;

import java.nio.charset.StandardCharsets;

/** An HTTP answer before it is sent. */
record Reply(int status, String contentType, byte[] body, int length) {
    static final String JSON = "application/json; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    static Reply json(int status, JsonOut out) {
        return new Reply(status, JSON, out.array(), out.length());
    }

    static Reply html(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Reply(status, HTML, bytes, bytes.length);
    }
}
