package io.p2pcopy.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;

/**
 * What is typed on a terminal. The launcher has SIGTTIN ignored, so that a process in the
 * background is not stopped when it reads: the read fails instead, and is repeated once the process
 * is in the foreground again.
 */
final class TerminalInput extends InputStream {
  private final InputStream terminal;
  private final BooleanSupplier inBackground;
  private final Pause pause;

  /** Waits for a moment. */
  interface Pause {
    void run() throws InterruptedException;
  }

  TerminalInput(InputStream terminal, BooleanSupplier inBackground, Pause pause) {
    this.terminal = terminal;
    this.inBackground = inBackground;
    this.pause = pause;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (true) {
      try {
        return terminal.read(into, offset, length);
      } catch (IOException e) {
        if (!inBackground.getAsBoolean()) {
          throw e;
        }
        awaitForeground();
      }
    }
  }

  @Override
  public int available() throws IOException {
    return inBackground.getAsBoolean() ? 0 : terminal.available();
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }

  private void awaitForeground() throws IOException {
    try {
      do {
        pause.run();
      } while (inBackground.getAsBoolean());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
