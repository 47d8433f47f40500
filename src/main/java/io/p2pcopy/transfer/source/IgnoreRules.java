package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code .gitignore} files of a directory and of those around it say. The rules of an
 * inner directory come before those of an outer one, and later lines before earlier ones.
 */
final class IgnoreRules {

  private static final String FILE = ".gitignore";
  private static final int MAX_SIZE = 1 << 20;

  private final @Nullable IgnoreRules outer;
  private final int from;
  private final List<IgnorePattern> patterns;

  private IgnoreRules(@Nullable IgnoreRules outer, int from, List<IgnorePattern> patterns) {
    this.outer = outer;
    this.from = from;
    this.patterns = patterns;
  }

  /**
   * Returns rules that apply to everything.
   *
   * @param from which component of a path is the first that patterns with a slash see
   */
  static IgnoreRules of(List<String> lines, int from) {
    return new IgnoreRules(null, from, parse(lines));
  }

  /**
   * Returns the rules within a directory, which are the same if it has no file with its own.
   *
   * @param directory the path for messages
   * @param opened the path for system calls
   * @param depth the number of components that the paths of this directory have
   */
  static @Nullable IgnoreRules within(
      Path directory, Path opened, int depth, @Nullable IgnoreRules outer, SkippedNotes notes) {
    Path file = opened.resolve(FILE);
    // Like git, which does not follow a link there.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return outer;
    }
    try {
      String text = new String(read(file), StandardCharsets.UTF_8);
      String marked = text.startsWith("\ufeff") ? text.substring(1) : text;
      return new IgnoreRules(outer, depth, parse(marked.lines().toList()));
    } catch (IOException e) {
      notes.add(LocalFailureException.file(directory.resolve(FILE), "read", e).sentence());
      return outer;
    }
  }

  /** Tells whether a path is ignored, given that the directories above it are not. */
  boolean ignores(List<String> path, boolean directory) {
    for (IgnoreRules rules = this; rules != null; rules = rules.outer) {
      for (int i = rules.patterns.size() - 1; i >= 0; i--) {
        IgnorePattern pattern = rules.patterns.get(i);
        if (path.size() > rules.from && pattern.matches(path, rules.from, directory)) {
          return !pattern.isNegated();
        }
      }
    }
    return false;
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(MAX_SIZE + 1);
      if (content.length > MAX_SIZE) {
        throw new IOException("it is too large");
      }
      return content;
    }
  }

  private static List<IgnorePattern> parse(List<String> lines) {
    List<IgnorePattern> patterns = new ArrayList<>();
    for (String line : lines) {
      IgnorePattern pattern = IgnorePattern.parse(line);
      if (pattern != null) {
        patterns.add(pattern);
      }
    }
    return patterns;
  }
}
