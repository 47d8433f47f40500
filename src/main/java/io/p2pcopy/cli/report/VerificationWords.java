package io.p2pcopy.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The four words that two people compare by voice, from the list that the Electronic Frontier
 * Foundation published for passphrases ("EFF's Large Wordlist", 2016, CC BY 3.0 US).
 */
public final class VerificationWords {
  private static final String LIST = "eff-large-wordlist.txt";

  private VerificationWords() {}

  /**
   * Returns the words, separated by spaces.
   *
   * @param indices of words in the list, from 0
   */
  public static String of(int[] indices) {
    List<String> list = list();
    return Arrays.stream(indices).mapToObj(list::get).collect(Collectors.joining(" "));
  }

  /** Returns the list in the order in which it was published. */
  static List<String> list() {
    try (InputStream words = VerificationWords.class.getResourceAsStream(LIST)) {
      return new String(Objects.requireNonNull(words).readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
