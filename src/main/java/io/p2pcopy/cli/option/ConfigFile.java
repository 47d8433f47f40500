package io.p2pcopy.cli.option;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.TrustedDirectory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The file with a user's own defaults of options: {@code name = value} or {@code name}, one a line.
 * What is typed takes precedence.
 */
public final class ConfigFile implements IDefaultValueProvider {

  /** Names another file; empty for none. */
  private static final String VARIABLE = "P2PCOPY_CONFIG";

  private static final long MAX_BYTES = 64 << 10;

  /** They answer a question or name one transfer, so they must be typed. */
  private static final Set<String> NOT_IN_A_FILE = Set.of("yes", "peer", "help", "version");

  /** Options that exclude each other: typing one of them disables the others of the file. */
  private static final List<Set<String>> EXCLUSIVE =
      List.of(Set.of("port", "port-range"), Set.of("ipv4", "ipv6"));

  private record Entry(int line, List<String> values) {}

  private final Path file;
  private final Map<String, Entry> entries;
  private final Set<String> typed;

  private ConfigFile(Path file, Map<String, Entry> entries, Set<String> typed) {
    this.file = file;
    this.entries = entries;
    this.typed = typed;
  }

  /** Returns where the file is by the convention of the system, or {@code null} for none. */
  public static @Nullable Path location(Map<String, String> environment, String system) {
    String given = environment.get(VARIABLE);
    if (given != null) {
      return given.isEmpty() ? null : Path.of(given);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
    String name = system.toLowerCase(Locale.ROOT);
    String base;
    if (name.startsWith("windows")) {
      base = environment.getOrDefault("APPDATA", "");
    } else if (name.startsWith("mac")) {
      base = home.isEmpty() ? "" : home + "/Library/Application Support";
    } else {
      String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
      // XDG Base Directory Specification: "All paths set in these environment variables must be
      // absolute."
      base = xdg.startsWith("/") ? xdg : home.isEmpty() ? "" : home + "/.config";
    }
    return base.isEmpty() ? null : Path.of(base, "p2pcopy", "config");
  }

  /**
   * Reads the file, which exists.
   *
   * @param commands every command with its options
   * @param arguments what the user has typed
   * @throws CommandException with file, line and what is wrong there
   */
  public static ConfigFile read(Path file, CommandLine commands, List<String> arguments)
      throws CommandException {
    if (!TrustedDirectory.isFitForSettings(file)) {
      throw CommandException.usage(
          file + " can be changed by other users of this computer. It must be yours alone.");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(entries, file, i + 1, line, commands);
      }
    }
    return new ConfigFile(file, entries, names(arguments));
  }

  private static List<String> lines(Path file) throws CommandException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw CommandException.usage(file + " is too large for a file of settings.");
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw CommandException.usage(file + " is not text in UTF-8.");
    } catch (IOException e) {
      throw CommandException.usage(file + " cannot be read: " + e.getMessage() + ".");
    }
  }

  private static void add(
      Map<String, Entry> entries, Path file, int number, String line, CommandLine commands)
      throws CommandException {
    int equals = line.indexOf('=');
    String name = (equals < 0 ? line : line.substring(0, equals)).strip();
    String value = equals < 0 ? "true" : line.substring(equals + 1).strip();
    OptionSpec option = option(name, commands);
    if (option == null) {
      throw mistake(file, number, "there is no option '" + name + "'.");
    }
    if (NOT_IN_A_FILE.contains(name)) {
      throw mistake(file, number, "--" + name + " must be typed with the command.");
    }
    if (value.isEmpty() || (equals < 0 && option.arity().min() > 0)) {
      throw mistake(file, number, name + " needs a value, as in '" + name + " = ...'.");
    }
    Entry earlier = entries.get(name);
    if (earlier == null) {
      entries.put(name, new Entry(number, new ArrayList<>(List.of(value))));
    } else if (option.isMultiValue()) {
      earlier.values().add(value);
    } else {
      throw mistake(file, number, name + " is already set in line " + earlier.line() + ".");
    }
  }

  private static @Nullable OptionSpec option(String name, CommandLine commands) {
    for (CommandLine command : commands.getSubcommands().values()) {
      OptionSpec found = command.getCommandSpec().optionsMap().get("--" + name);
      if (found != null && !command.getCommandSpec().usageMessage().hidden()) {
        return found;
      }
    }
    return null;
  }

  private static CommandException mistake(Path file, int line, String sentence) {
    return CommandException.usage(file + ", line " + line + ": " + sentence);
  }

  /** Returns the long names among the arguments, without dashes. */
  private static Set<String> names(List<String> arguments) {
    return arguments.stream()
        .takeWhile(argument -> !argument.equals("--"))
        .filter(argument -> argument.startsWith("--"))
        .map(argument -> argument.substring(2).replaceFirst("=.*", ""))
        .collect(Collectors.toSet());
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    Entry entry = entry(argument);
    return entry == null ? null : String.join(",", entry.values());
  }

  private @Nullable Entry entry(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName().replaceFirst("^-+", "");
    boolean excluded =
        EXCLUSIVE.stream()
            .anyMatch(group -> group.contains(name) && group.stream().anyMatch(typed::contains));
    return excluded || typed.contains(name) ? null : entries.get(name);
  }

  /** Returns the place in the file that an argument's value comes from, or an empty text. */
  public String origin(@Nullable ArgSpec argument) {
    Entry entry = argument == null ? null : entry(argument);
    return entry == null ? "" : file + ", line " + entry.line() + ": ";
  }
}
