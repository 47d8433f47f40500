package io.p2pcopy.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests that a document names as {@code `SomeTest.aMethod`} or {@code `SomeTest`}.
 *
 * @param all how many there are, repetitions included
 * @param missing those for which no class or no method exists
 */
public record NamedTests(int all, List<String> missing) {

  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  /** Reads a document of the repository. */
  public static NamedTests of(Path document) throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    Matcher name = NAME.matcher(Files.readString(document));
    int all = 0;
    while (name.find()) {
      all++;
      String source = sources.get(name.group(1));
      String method = name.group(2);
      if (source == null || (method != null && !source.contains("void " + method + "("))) {
        missing.add(name.group());
      }
    }
    return new NamedTests(all, missing);
  }

  /** Returns the sources by the simple name of the class, which several packages may have. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(file), String::concat);
      }
    }
    return sources;
  }
}
