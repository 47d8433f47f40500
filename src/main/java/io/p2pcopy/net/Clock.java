package io.p2pcopy.net;

import java.time.Instant;

/**
 * Where the program's time comes from. Everything above {@code net} is handed one of these, so that
 * tests can be told the time.
 */
@FunctionalInterface
public interface Clock {

  /** {@return nanoseconds since an arbitrary origin; never goes back} Safe from any thread. */
  long nanoTime();

  /** {@return the clock of this machine} */
  static Clock system() {
    return System::nanoTime;
  }

  /**
   * {@return the time of day of this machine, for what people or certificates are told; it may
   * jump}
   */
  static Instant timeOfDay() {
    return Instant.now();
  }
}
