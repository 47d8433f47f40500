package io.p2pcopy.cli;

/** Shows how much of a file has been transferred. */
interface ProgressDisplay extends AutoCloseable {

  /** Takes the bytes transferred in all; must return quickly. */
  void show(long bytes);

  /** Leaves the display in the state in which the next sentence can be printed. */
  @Override
  void close();
}
