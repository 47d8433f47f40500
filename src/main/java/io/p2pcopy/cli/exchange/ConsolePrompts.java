package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.report.OfferedText;
import io.p2pcopy.cli.report.VerificationWords;
import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.AcceptQuestion;
import io.p2pcopy.transfer.OfferedTree;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.WordsQuestion;
import io.p2pcopy.transfer.target.ConflictPolicy;
import io.p2pcopy.transfer.target.ConflictQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the person at the terminal is asked. */
public record ConsolePrompts(Console console, TerminalOutput voice) {

  /** So many lines of a list come without one of another thread between them. */
  private static final int ENTRIES_TOGETHER = 100;

  /** Asks whether what is offered is wanted, and shows it first. */
  public AcceptQuestion accept() {
    return this::accepts;
  }

  /** Accepts whatever is offered, and tells what will not be there under the sender's name. */
  public AcceptQuestion acceptUnasked() {
    return offered -> {
      var list = new OfferedText(offered);
      List<String> entries = new ArrayList<>();
      if (voice.tellsDetails()) {
        list.printChanges(entries::add);
      }
      List<String> first = entries.subList(0, Math.min(ENTRIES_TOGETHER, entries.size()));
      List<String> changes = voice.tellsDetails() ? list.changes() : list.changesWithNames();
      voice.together(
          () -> {
            changes.forEach(voice::say);
            first.forEach(voice::detail);
          });
      entries.subList(first.size(), entries.size()).forEach(voice::detail);
      return true;
    };
  }

  /** Asks whether both sides see the same words. */
  public WordsQuestion words() {
    return indices ->
        yes("Does your friend see the same words, " + VerificationWords.of(indices) + "? [y/n]");
  }

  /** Asks what to do with a file whose name is taken; an answer may hold for all that follow. */
  public ConflictQuestion conflict() {
    return new Conflicts(console);
  }

  private boolean accepts(OfferedTree offered) throws TransferException, InterruptedException {
    var list = new OfferedText(offered);
    List<String> brief = list.brief();
    voice.together(() -> brief.forEach(voice::prompt));
    String question = list.isComplete() ? "Accept? [Y/n]" : "Accept? [Y/n, l for the whole list]";
    while (true) {
      Optional<String> answer = console.ask(question);
      if (answer.isEmpty()) {
        return false;
      }
      switch (answer.get().toLowerCase(Locale.ROOT)) {
        case "", "y", "yes" -> {
          return true;
        }
        case "n", "no" -> {
          return false;
        }
        case "l", "list" -> list.printAll(voice::prompt);
        default -> {}
      }
    }
  }

  private boolean yes(String question) throws InterruptedException {
    while (true) {
      Optional<String> answer = console.ask(question);
      if (answer.isEmpty()) {
        return false;
      }
      switch (answer.get().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return true;
        }
        case "n", "no" -> {
          return false;
        }
        default -> {}
      }
    }
  }

  private static final class Conflicts implements ConflictQuestion {
    private final Console console;
    private ConflictPolicy forAll = ConflictPolicy.ASK;

    Conflicts(Console console) {
      this.console = console;
    }

    @Override
    public ConflictPolicy ask(String path, long size) throws InterruptedException {
      if (forAll != ConflictPolicy.ASK) {
        return forAll;
      }
      String question =
          Printable.of(path)
              + " already exists; the new one has "
              + (size < 0 ? "an unknown size" : Wording.size(size))
              + ". Rename the new one, skip it, or overwrite? [r/s/o, capital for all]";
      while (true) {
        Optional<String> answer = console.ask(question);
        if (answer.isEmpty()) {
          return ConflictPolicy.SKIP;
        }
        String typed = answer.get();
        ConflictPolicy policy = policy(typed);
        if (policy == ConflictPolicy.ASK) {
          continue;
        }
        if (Character.isUpperCase(typed.charAt(0))) {
          forAll = policy;
        }
        return policy;
      }
    }

    private static ConflictPolicy policy(String typed) {
      return switch (typed.toLowerCase(Locale.ROOT)) {
        case "r", "rename" -> ConflictPolicy.RENAME;
        case "s", "skip" -> ConflictPolicy.SKIP;
        case "o", "overwrite" -> ConflictPolicy.OVERWRITE;
        default -> ConflictPolicy.ASK;
      };
    }
  }
}
