package io.p2pcopy.transfer.target;

import java.io.IOException;

/** What has the name of a file is no ordinary file, or one that other users may have written. */
final class UnusableFileException extends IOException {

  private static final long serialVersionUID = 1L;

  UnusableFileException() {
    super("it is not an ordinary file of this user");
  }
}
