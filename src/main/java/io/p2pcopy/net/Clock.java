package io.p2pcopy.net;

import java.time.Instant;

/**
 * Where the program's time comes from. Everything above {@code net} is handed one of these, so that
 * tests can be told the time.
 */
@FunctionalInterface
public interface Clock {

  /** Returns nanoseconds since an arbitrary origin; never goes back. Safe from any thread. */
  long nanoTime();

  /** Returns the clock of this machine. */
  static Clock system() {
    return System::nanoTime;
  }

  /**
   * Returns the time of day of this machine, for what people or certificates are told; it may jump.
   */
  static Instant timeOfDay() {
    return Instant.now();
  }
}
