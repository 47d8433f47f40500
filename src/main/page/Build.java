import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the page: one HTML file from index.html, style.css, the modules that main.js imports, those of
 * the worker, and the word list. Maven runs this source file directly: {@code java Build.java DIRECTORY
 * WORDS OUTPUT...}
 *
 * <p>Each module becomes a function that returns the module's exports, after the modules that it
 * imports. A name can therefore be exported by one module only, and imports can't rename.
 */
final class Build {
  private static final Pattern IMPORT =
      Pattern.compile("^import \\{[^}]*\\} from \"(?<path>[^\"]+)\";\\n", Pattern.MULTILINE);
  private static final Pattern EXPORT =
      Pattern.compile(
          "^export (?=(?:async )?(?:function\\*?|class|const) (?<name>\\w+))", Pattern.MULTILINE);

  public static void main(String[] args) throws IOException {
    Path source = Path.of(args[0]);
    String style = Files.readString(source.resolve("style.css"));
    String script = bundle(source.resolve("main.js"));
    String page =
        Files.readString(source.resolve("index.html"))
            .replace("STYLE_HASH", hash(style))
            .replace("SCRIPT_HASH", hash(script))
            .replace("/* STYLE */", style)
            .replace("/* SCRIPT */", script)
            .replace("/* WORKER */", bundle(source.resolve("disk/worker.js")))
            .replace("/* WORDS */", packed(Files.readAllLines(Path.of(args[1]))));
    for (String output : List.of(args).subList(2, args.length)) {
      Path file = Path.of(output);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, page);
    }
  }

  /** Returns a module preceded by all modules that it imports, directly or not. */
  private static String bundle(Path entry) throws IOException {
    Set<Path> modules = new LinkedHashSet<>();
    collect(entry.normalize(), modules);
    StringBuilder bundle = new StringBuilder("\"use strict\";\n");
    Map<String, Path> exporters = new HashMap<>();
    for (Path module : modules) {
      String text = Files.readString(module);
      List<String> names = EXPORT.matcher(text).results().map(found -> found.group(1)).toList();
      for (String name : names) {
        Path other = exporters.put(name, module);
        if (other != null) {
          throw new IllegalStateException(name + " is exported by " + other + " and " + module);
        }
      }
      bundle.append(wrapped(text, names));
    }
    if (bundle.indexOf("</script") >= 0) {
      throw new IllegalStateException("a module contains </script and would end the inline script");
    }
    return bundle.toString();
  }

  /** Returns a module as an immediately invoked function that returns its exports. */
  private static String wrapped(String module, List<String> exports) {
    String names = String.join(", ", exports);
    String text = EXPORT.matcher(IMPORT.matcher(module).replaceAll("")).replaceAll("").strip();
    return exports.isEmpty()
        ? "\n(() => {\n" + text + "\n})();\n"
        : "\nconst { " + names + " } = (() => {\n" + text + "\nreturn { " + names + " };\n})();\n";
  }

  private static void collect(Path module, Set<Path> modules) throws IOException {
    if (modules.contains(module)) {
      return;
    }
    List<Path> imported = new ArrayList<>();
    Matcher imports = IMPORT.matcher(Files.readString(module));
    while (imports.find()) {
      imported.add(module.resolveSibling(imports.group("path")).normalize());
    }
    for (Path path : imported) {
      collect(path, modules);
    }
    modules.add(module);
  }

  /** Returns each word as the number of letters shared with its predecessor, and its other letters. */
  private static String packed(List<String> words) {
    StringBuilder packed = new StringBuilder();
    String previous = "";
    for (String word : words) {
      int shared = 0;
      while (shared < Math.min(9, Math.min(previous.length(), word.length()))
          && previous.charAt(shared) == word.charAt(shared)) {
        shared++;
      }
      packed.append(shared).append(word.substring(shared));
      previous = word;
    }
    return packed.toString();
  }

  /** Returns the hash of an inline style or script for the Content-Security-Policy. */
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
