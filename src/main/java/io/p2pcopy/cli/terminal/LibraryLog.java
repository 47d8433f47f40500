package io.p2pcopy.cli.terminal;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Says what the libraries log through {@code java.util.logging}. */
public final class LibraryLog extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final TerminalOutput voice;

  private LibraryLog(TerminalOutput voice) {
    this.voice = voice;
    setLevel(Level.INFO);
  }

  /** From now on everything from {@link Level#INFO} on is a detail of this voice. */
  public static void to(TerminalOutput voice) {
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
