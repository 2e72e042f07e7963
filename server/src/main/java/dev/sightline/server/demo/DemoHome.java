package dev.sightline.server.demo;

import java.nio.file.Path;

/** The folder that the demonstration keeps its data in. */
record DemoHome(Path folder) {}
