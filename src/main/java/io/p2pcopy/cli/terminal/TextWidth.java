package io.p2pcopy.cli.terminal;

/** How many columns of a terminal a text takes; and texts that take no more than there are. */
public final class TextWidth {
  private static final String LEFT_OUT = "...";

  private TextWidth() {}

  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  /** Returns as much of the beginning as fits. */
  public static String cut(String text, int columns) {
    int width = 0;
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      width += of(codePoint);
      if (width > columns) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end);
  }

  /** Returns the text, or as much of its end as fits behind three dots. */
  public static String cutStart(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    int room = columns - LEFT_OUT.length();
    int start = text.length();
    while (start > 0) {
      int codePoint = text.codePointBefore(start);
      room -= of(codePoint);
      if (room < 0) {
        break;
      }
      start -= Character.charCount(codePoint);
    }
    return cut(LEFT_OUT + text.substring(start), columns);
  }

  /** Returns the text with line breaks at spaces, where it would be wider than that. */
  public static String wrap(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    String words = text.stripLeading();
    int indent = text.length() - words.length();
    var wrapped = new StringBuilder(" ".repeat(indent));
    int width = indent;
    for (String word : words.split(" ", -1)) {
      int wordWidth = of(word);
      if (wrapped.length() > indent) {
        boolean fits = width + 1 + wordWidth <= columns;
        wrapped.append(fits ? ' ' : '\n');
        width = fits ? width + 1 : 0;
      }
      wrapped.append(word);
      width += wordWidth;
    }
    return wrapped.toString();
  }

  private static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  /** The blocks whose characters Unicode Standard Annex 11 calls wide. */
  private static boolean isWide(int codePoint) {
    return codePoint >= 0x1100
        && (codePoint <= 0x115f
            || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
            || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
            || (codePoint >= 0xf900 && codePoint <= 0xfaff)
            || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
            || (codePoint >= 0xff00 && codePoint <= 0xff60)
            || (codePoint >= 0xffe0 && codePoint <= 0xffe6)
            || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
            || (codePoint >= 0x20000 && codePoint <= 0x3fffd));
  }
}
