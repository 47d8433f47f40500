package io.p2pcopy.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Says what the libraries log through {@code java.util.logging}. */
final class LibraryLog extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Voice voice;

  private LibraryLog(Voice voice) {
    this.voice = voice;
    setLevel(Level.INFO);
  }

  /** From now on everything from {@link Level#INFO} on is a detail of this voice. */
  static void to(Voice voice) {
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new LibraryLog(voice));
  }

  @Override
  public void publish(LogRecord logged) {
    if (isLoggable(logged)) {
      String message = formatter.formatMessage(logged);
      voice.detail(Printable.of(logged.getLoggerName() + ": " + message));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
