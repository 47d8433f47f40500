package io.p2pcopy.transfer.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a {@code .gitignore} file, with the meaning that gitignore(5) gives it. */
final class IgnorePattern {

  private static final String ANY_DEPTH = "**";

  private final boolean negated;
  private final boolean directoriesOnly;
  private final boolean anchored;

  /** The components; {@code null} stands for any number of them. */
  private final List<@Nullable NamePattern> components;

  private IgnorePattern(
      boolean negated,
      boolean directoriesOnly,
      boolean anchored,
      List<@Nullable NamePattern> components) {
    this.negated = negated;
    this.directoriesOnly = directoriesOnly;
    this.anchored = anchored;
    this.components = components;
  }

  /** Returns the pattern of a line, {@code null} if it has none. */
  static @Nullable IgnorePattern parse(String line) {
    String pattern = withoutTrailingSpaces(line);
    if (pattern.startsWith("#")) {
      return null;
    }
    boolean negated = pattern.startsWith("!");
    if (negated) {
      pattern = pattern.substring(1);
    }
    boolean directoriesOnly = pattern.endsWith("/");
    if (directoriesOnly) {
      pattern = pattern.substring(0, pattern.length() - 1);
    }
    if (pattern.isEmpty()) {
      return null;
    }
    boolean anchored = pattern.indexOf('/') >= 0;
    String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    List<@Nullable NamePattern> components = new ArrayList<>();
    for (String component : relative.split("/", -1)) {
      boolean anyDepth = anchored && component.equals(ANY_DEPTH);
      components.add(anyDepth ? null : new NamePattern(component));
    }
    return new IgnorePattern(negated, directoriesOnly, anchored, components);
  }

  /** Tells whether it takes back what an earlier pattern ignores. */
  boolean isNegated() {
    return negated;
  }

  /**
   * Tells whether it fits a path.
   *
   * @param path its components
   * @param from which of them is the first below the directory that the pattern belongs to
   */
  boolean matches(List<String> path, int from, boolean directory) {
    if (directoriesOnly && !directory) {
      return false;
    }
    if (!anchored) {
      NamePattern name = components.get(0);
      return name != null && name.matches(path.get(path.size() - 1));
    }
    return matchesPath(path, from);
  }

  private boolean matchesPath(List<String> path, int from) {
    int step = 0;
    int at = from;
    int afterAny = -1;
    int anyEnd = 0;
    while (at < path.size()) {
      if (step < components.size() && components.get(step) == null) {
        step++;
        if (step == components.size()) {
          // At the end it fits everything inside, but not the directory itself.
          return true;
        }
        afterAny = step;
        anyEnd = at;
        continue;
      }
      NamePattern name = step < components.size() ? components.get(step) : null;
      if (name != null && name.matches(path.get(at))) {
        step++;
        at++;
      } else if (afterAny >= 0) {
        step = afterAny;
        anyEnd++;
        at = anyEnd;
      } else {
        return false;
      }
    }
    return step == components.size();
  }

  private static String withoutTrailingSpaces(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
      end--;
    }
    return line.substring(0, end);
  }

  private static boolean isEscaped(String line, int position) {
    int backslashes = 0;
    while (backslashes < position && line.charAt(position - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
