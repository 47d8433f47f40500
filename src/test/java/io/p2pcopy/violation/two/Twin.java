package io.p2pcopy.violation.two;

/** The other end of a cycle between two packages. */
public final class Twin {
  private final long born;

  public Twin(long born) {
    this.born = born;
  }

  public long born() {
    return born;
  }

  public io.p2pcopy.violation.one.Twin twin() {
    return new io.p2pcopy.violation.one.Twin(this);
  }
}
