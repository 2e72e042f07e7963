package dev.sightline.server.platform;

/**
 * What is wrong with one field or parameter.
 *
 * @param field its name as the caller wrote it, such as {@code limit}
 * @param code stable, for programs
 * @param message one sentence, for people
 */
public record FieldProblem(String field, String code, String message) {}
