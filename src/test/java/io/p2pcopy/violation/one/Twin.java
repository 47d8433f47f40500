package io.p2pcopy.violation.one;

/**
 * Breaks the rules on cycles, on names and on clocks, so that a test sees that they are checked.
 */
public final class Twin {
  private final io.p2pcopy.violation.two.Twin other;

  public Twin(io.p2pcopy.violation.two.Twin other) {
    this.other = other;
  }

  public long age() {
    return System.nanoTime() - other.born();
  }
}
