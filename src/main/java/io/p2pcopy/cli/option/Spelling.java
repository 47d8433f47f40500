package io.p2pcopy.cli.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody meant who has mistyped it. */
final class Spelling {
  /** One mistake in so many letters. */
  private static final int LETTERS_PER_MISTAKE = 3;

  private static final int SHORTEST_ABBREVIATION = 3;

  private Spelling() {}

  /** Returns the most similar word, if one is similar enough that it may have been meant. */
  static Optional<String> nearest(String typed, Collection<String> words) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return words.stream()
        .filter(word -> isNear(lower, word))
        .min(Comparator.comparingInt(word -> distance(lower, word)));
  }

  private static boolean isNear(String typed, String word) {
    if (letters(typed) >= SHORTEST_ABBREVIATION && isAbbreviation(typed, word)) {
      return true;
    }
    int mistakes = distance(typed, word);
    return mistakes * LETTERS_PER_MISTAKE <= letters(word) && mistakes < letters(typed);
  }

  /** The same first letter, then letters of the word in their order, such as {@code recv}. */
  private static boolean isAbbreviation(String typed, String word) {
    int next = 0;
    for (int i = 0; i < word.length() && next < typed.length(); i++) {
      if (word.charAt(i) == typed.charAt(next)) {
        next++;
      } else if (i == 0) {
        return false;
      }
    }
    return next == typed.length();
  }

  private static int letters(String word) {
    return (int) word.chars().filter(c -> c != '-').count();
  }

  /** How many letters to insert, delete, replace or swap with their neighbour. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
