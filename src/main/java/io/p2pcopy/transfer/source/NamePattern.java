package io.p2pcopy.transfer.source;

/**
 * Matches one component of a path: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]}, {@code
 * [[:digit:]]}, and {@code \} before a character that means itself. The time it takes is at most in
 * proportion to the product of both lengths.
 */
final class NamePattern {

  private static final int NO_MATCH = -1;

  private final int[] pattern;

  NamePattern(String pattern) {
    this.pattern = pattern.codePoints().toArray();
  }

  boolean matches(String name) {
    int[] text = name.codePoints().toArray();
    int step = 0;
    int at = 0;
    int afterStar = NO_MATCH;
    int starEnd = 0;
    while (at < text.length) {
      if (step < pattern.length && pattern[step] == '*') {
        step++;
        afterStar = step;
        starEnd = at;
        continue;
      }
      int next = step < pattern.length ? matchOne(step, text[at]) : NO_MATCH;
      if (next != NO_MATCH) {
        step = next;
        at++;
      } else if (afterStar != NO_MATCH) {
        // Only the last star needs to take more: what came before it matched as early as possible.
        step = afterStar;
        starEnd++;
        at = starEnd;
      } else {
        return false;
      }
    }
    while (step < pattern.length && pattern[step] == '*') {
      step++;
    }
    return step == pattern.length;
  }

  /** Returns the step after the one that matched a character. */
  private int matchOne(int step, int character) {
    return switch (pattern[step]) {
      case '?' -> step + 1;
      case '[' -> matchSet(step + 1, character);
      case '\\' ->
          step + 1 < pattern.length && pattern[step + 1] == character ? step + 2 : NO_MATCH;
      default -> pattern[step] == character ? step + 1 : NO_MATCH;
    };
  }

  /** A set without an end matches nothing. */
  private int matchSet(int start, int character) {
    int i = start;
    boolean negated = i < pattern.length && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) {
      i++;
    }
    boolean found = false;
    boolean first = true;
    while (i < pattern.length && (first || pattern[i] != ']')) {
      first = false;
      int end = endOfClass(i);
      if (end != NO_MATCH) {
        found |= isInClass(new String(pattern, i + 2, end - i - 2), character);
        i = end + 2;
        continue;
      }
      if (pattern[i] == '\\' && i + 1 < pattern.length) {
        i++;
      }
      int low = pattern[i];
      int high = low;
      if (i + 2 < pattern.length && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
        i += pattern[i + 2] == '\\' && i + 3 < pattern.length ? 3 : 2;
        high = pattern[i];
      }
      found |= low <= character && character <= high;
      i++;
    }
    return i < pattern.length && found != negated ? i + 1 : NO_MATCH;
  }

  /** Returns where {@code :]} begins if there is a {@code [:} here. */
  private int endOfClass(int start) {
    if (pattern[start] != '[' || start + 1 >= pattern.length || pattern[start + 1] != ':') {
      return NO_MATCH;
    }
    for (int i = start + 2; i + 1 < pattern.length; i++) {
      if (pattern[i] == ':' && pattern[i + 1] == ']') {
        return i;
      }
    }
    return NO_MATCH;
  }

  private static boolean isInClass(String name, int c) {
    boolean ascii = c < 0x80;
    boolean upper = c >= 'A' && c <= 'Z';
    boolean lower = c >= 'a' && c <= 'z';
    boolean digit = c >= '0' && c <= '9';
    boolean space = c == ' ' || (c >= '\t' && c <= '\r');
    boolean printable = ascii && c >= ' ' && c != 0x7f;
    return switch (name) {
      case "alpha" -> upper || lower;
      case "digit" -> digit;
      case "alnum" -> upper || lower || digit;
      case "upper" -> upper;
      case "lower" -> lower;
      case "space" -> space;
      case "blank" -> c == ' ' || c == '\t';
      case "punct" -> printable && c != ' ' && !upper && !lower && !digit;
      case "print" -> printable;
      case "graph" -> printable && c != ' ';
      case "cntrl" -> ascii && !printable;
      case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      default -> false;
    };
  }
}
