package io.p2pcopy.transfer.source;

import java.util.List;

/**
 * What of a tree is sent.
 *
 * @param excludes patterns of what is left out, as in a {@code .gitignore} file
 * @param gitignore whether what the {@code .gitignore} files in the tree name is left out
 * @param links whether symbolic links inside the tree are sent as links
 */
public record SourceOptions(List<String> excludes, boolean gitignore, boolean links) {

  /** Everything but links. */
  public static final SourceOptions EVERYTHING = new SourceOptions(List.of(), false, false);

  /**
   * Copies the lists.
   *
   * @param gitignore whether what the {@code .gitignore} files in the tree name is left out
   * @param links whether symbolic links inside the tree are sent as links
   * @param excludes patterns of what is left out, as in a {@code .gitignore} file
   */
  public SourceOptions {
    excludes = List.copyOf(excludes);
  }
}
