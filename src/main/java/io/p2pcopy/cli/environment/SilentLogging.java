package io.p2pcopy.cli.environment;

/**
 * Configures {@code java.util.logging} with no handler, so that libraries write nothing on the
 * terminal. {@link java.util.logging.LogManager} makes an instance by the class's name.
 */
public final class SilentLogging {}
