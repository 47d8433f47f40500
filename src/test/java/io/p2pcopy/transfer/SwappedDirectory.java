package io.p2pcopy.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A local attacker who may rename things in a directory: puts a link to another directory in the
 * place of one of them and takes it away again, as fast as possible, on a thread of its own.
 */
final class SwappedDirectory implements AutoCloseable {

  /** How long the link, and then the directory, stays: about one file's time. */
  private static final long VISIBLE_NANOS = 20_000;

  private final Path directory;
  private final Path aside;
  private final Path link;
  private final Path target;
  private final AtomicInteger swaps = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable IOException failure;

  /** Begins as soon as the directory is there. */
  SwappedDirectory(Path directory, Path target) throws IOException {
    this.directory = directory;
    this.target = target;
    Path attacker = Files.createDirectories(target.resolveSibling("attacker"));
    aside = attacker.resolve("aside");
    link = attacker.resolve("link");
    thread = new Thread(this::swapAll, "test-attacker");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns how often the link was in the place of the directory. */
  int swaps() {
    return swaps.get();
  }

  /** Ends with the directory in its place. */
  @Override
  public void close() throws IOException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    IOException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  private void swapAll() {
    try {
      while (!stopped) {
        swap();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void swap() throws IOException {
    try {
      Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      Thread.onSpinWait();
      return;
    }
    Files.createSymbolicLink(link, target);
    Files.move(link, directory, StandardCopyOption.ATOMIC_MOVE);
    swaps.incrementAndGet();
    spin();
    // A rename does not replace a link by a directory.
    Files.deleteIfExists(directory);
    Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
    spin();
  }

  /** Lets the transfer see what is there: a few system calls, so not a sleep. */
  private static void spin() {
    long until = System.nanoTime() + VISIBLE_NANOS;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
