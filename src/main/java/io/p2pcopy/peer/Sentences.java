package io.p2pcopy.peer;

import java.time.Duration;

/** Words for what the user is told. */
final class Sentences {

  private Sentences() {}

  /** Returns for instance "30 minutes" or "1 second". */
  static String duration(Duration time) {
    long seconds = time.toSeconds();
    return seconds >= 120 && seconds % 60 == 0
        ? seconds / 60 + " minutes"
        : seconds == 1 ? "1 second" : seconds + " seconds";
  }
}
