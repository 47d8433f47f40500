package io.p2pcopy.cli.terminal;

import java.util.Locale;

/** Makes text from the peer or from a file system safe to show. */
public final class Printable {
  private static final char ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final char ZERO_WIDTH_JOINER = 0x200d;

  private Printable() {}

  /**
   * Returns {@code text} with everything that a terminal could obey or that could reorder the line
   * replaced by its hexadecimal code in braces: control, format (which includes the bidirectional
   * overrides), separator, private and unassigned characters, and lone surrogates.
   */
  public static String of(String text) {
    if (text.codePoints().allMatch(Printable::isHarmless)) {
      return text;
    }
    var escaped = new StringBuilder();
    int length = 0;
    for (int i = 0; i < text.length(); i += length) {
      int c = text.codePointAt(i);
      length = Character.charCount(c);
      if (isHarmless(c) || isJoinerInWord(text, i)) {
        escaped.appendCodePoint(c);
      } else {
        escaped.append("\\u{").append(Integer.toHexString(c).toUpperCase(Locale.ROOT)).append('}');
      }
    }
    return escaped.toString();
  }

  /**
   * Returns the same for a line of a text that people wrote, which may be in one of the scripts, or
   * hold one of the emoji, that are made with the two joiners, and may have tabs in it.
   */
  public static String ofText(String text) {
    var line = new StringBuilder();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER || c == '\t') {
        line.append(of(text.substring(start, i))).append(c);
        start = i + 1;
      }
    }
    return line.append(of(text.substring(start))).toString();
  }

  /** Words of some languages, and emoji, are made with the joiners; ASCII never is. */
  private static boolean isJoinerInWord(String text, int at) {
    char c = text.charAt(at);
    return (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
        && at > 0
        && at + 1 < text.length()
        && isJoined(text.codePointBefore(at))
        && isJoined(text.codePointAt(at + 1));
  }

  /** What is shown escaped is ASCII then. */
  private static boolean isJoined(int codePoint) {
    return codePoint >= 0x80 && !Character.isSpaceChar(codePoint) && isHarmless(codePoint);
  }

  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
