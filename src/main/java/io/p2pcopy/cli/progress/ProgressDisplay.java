package io.p2pcopy.cli.progress;

/** Shows how far a transfer is. */
public interface ProgressDisplay extends AutoCloseable {

  /** Takes the newest state; must return quickly. */
  void show(Progress progress);

  /** Leaves the display in the state in which the next sentence can be printed. */
  @Override
  void close();
}
