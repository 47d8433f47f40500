package io.p2pcopy.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Takes so many bytes, and fails then with the system's words. */
final class FullStream extends OutputStream {
  private final String reason;
  private int room;

  FullStream(int room, String reason) {
    this.room = room;
    this.reason = reason;
  }

  @Override
  public void write(int b) throws IOException {
    if (room == 0) {
      throw new IOException(reason);
    }
    room--;
  }
}
