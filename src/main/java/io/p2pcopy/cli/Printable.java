package io.p2pcopy.cli;

import java.util.Locale;

/** Makes text from the peer or from a file system safe to show. */
final class Printable {
  private Printable() {}

  /**
   * Returns {@code text} with everything that a terminal could obey or that could reorder the line
   * replaced by its hexadecimal code in braces: control, format (which includes the bidirectional
   * overrides), separator, private and unassigned characters, and lone surrogates.
   */
  static String of(String text) {
    if (text.codePoints().allMatch(Printable::isHarmless)) {
      return text;
    }
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmless(c)) {
                escaped.appendCodePoint(c);
              } else {
                escaped
                    .append("\\u{")
                    .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                    .append('}');
              }
            });
    return escaped.toString();
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
