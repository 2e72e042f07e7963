package dev.sightline.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the server. */
@SpringBootApplication
public class Sightline {

    public static void main(String[] args) {
        SpringApplication.run(Sightline.class, args);
    }
}
