package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.environment.CommandException;
import java.util.Optional;

/** Lets the person type a text. */
public final class TypedText {
  private TypedText() {}

  public static String ask(Console console) throws CommandException, InterruptedException {
    if (!console.hasPerson()) {
      throw CommandException.usage("There is no terminal to type on. Add the text to --text.");
    }
    var text = new StringBuilder();
    Optional<String> line = console.ask("Type the text, then press Enter twice:\n");
    while (line.isPresent() && !line.get().isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n").append(line.get());
      line = console.askOn();
    }
    if (text.isEmpty()) {
      throw CommandException.usage("The text is empty.");
    }
    return text.toString();
  }
}
