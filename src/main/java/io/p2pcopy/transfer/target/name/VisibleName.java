package io.p2pcopy.transfer.target.name;

/**
 * Takes out of a name what endangers terminals or misleads readers, and keeps what writing systems
 * and emoji need. The page does the same in {@code disk/visible-name.js}; both are tested with
 * {@code names.tsv}.
 */
final class VisibleName {

  /** More nonspacing marks on one letter than any orthography has smear over the lines around. */
  private static final int MOST_MARKS = 5;

  private static final int FIRST_NON_ASCII = 0x80;
  private static final int COMBINING_GRAPHEME_JOINER = 0x34f;
  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;
  private static final int BLACK_FLAG = 0x1f3f4;
  private static final int FIRST_TAG = 0xe0020;
  private static final int LAST_TAG = 0xe007f;

  /** Planes of pictographs, in which each version of Unicode assigns more. */
  private static final int FIRST_PICTOGRAPH = 0x1f000;

  private static final int LAST_PICTOGRAPH = 0x1faff;

  /** Letters that show nothing: Hangul fillers. */
  private static final String FILLERS = "\u115f\u1160\u3164\uffa0";

  private static final int BRAILLE_BLANK = 0x2800;

  private VisibleName() {}

  /** Returns what is left of a name, which is empty if nothing of it can be seen. */
  static String of(String name) {
    return trimmed(withoutLooseJoiners(filtered(name)));
  }

  /** Returns whether a character takes space and shows nothing. */
  static boolean isBlank(int codePoint) {
    return Character.isSpaceChar(codePoint) || codePoint == BRAILLE_BLANK;
  }

  private static String filtered(String name) {
    var kept = new StringBuilder(name.length());
    boolean visible = false;
    int marks = 0;
    int previous = -1;
    for (int c : name.codePoints().toArray()) {
      if (isTag(c) ? previous != BLACK_FLAG && !isTag(previous) : !isShown(c)) {
        continue;
      }
      if (isMark(c)) {
        marks = isNonspacing(c) ? marks + 1 : 0;
        if (!visible || marks > MOST_MARKS) {
          continue;
        }
      } else if (!isJoiner(c)) {
        marks = 0;
        visible |= !isBlank(c);
      }
      kept.appendCodePoint(c);
      previous = c;
    }
    return kept.toString();
  }

  /** A joiner does something only between letters of some scripts, and between pictographs. */
  private static String withoutLooseJoiners(String name) {
    if (name.indexOf(NON_JOINER) < 0 && name.indexOf(JOINER) < 0) {
      return name;
    }
    int[] all = name.codePoints().toArray();
    var kept = new StringBuilder(name.length());
    int previous = -1;
    for (int i = 0; i < all.length; i++) {
      boolean joins = i + 1 < all.length && isJoined(previous) && isJoined(all[i + 1]);
      if (!isJoiner(all[i]) || joins) {
        kept.appendCodePoint(all[i]);
        previous = all[i];
      }
    }
    return kept.toString();
  }

  /** Keeps ordinary spaces at both ends, and no other blanks there. */
  private static String trimmed(String name) {
    int[] all = name.codePoints().toArray();
    int start = 0;
    int end = all.length;
    while (start < end && isBlank(all[start])) {
      start++;
    }
    while (end > start && isBlank(all[end - 1])) {
      end--;
    }
    if (start == end) {
      return "";
    }
    var kept = new StringBuilder(name.length());
    for (int i = 0; i < all.length; i++) {
      if ((i >= start && i < end) || all[i] == ' ') {
        kept.appendCodePoint(all[i]);
      }
    }
    return kept.toString();
  }

  /** Control and format characters (bidirectional overrides among them) can fake what is shown. */
  private static boolean isShown(int codePoint) {
    if (FILLERS.indexOf(codePoint) >= 0 || codePoint == COMBINING_GRAPHEME_JOINER) {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT -> isJoiner(codePoint) || isVisibleFormat(codePoint);
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Noncharacters: the last two of each plane, and U+FDD0 to U+FDEF.
      default -> (codePoint & 0xfffe) != 0xfffe && (codePoint < 0xfdd0 || codePoint > 0xfdef);
    };
  }

  /** Signs that enclose the digits or letters behind them, in Arabic, Syriac and Kaithi. */
  private static boolean isVisibleFormat(int codePoint) {
    return (codePoint >= 0x600 && codePoint <= 0x605)
        || codePoint == 0x6dd
        || codePoint == 0x70f
        || codePoint == 0x8e2
        || codePoint == 0x110bd;
  }

  private static boolean isTag(int codePoint) {
    return codePoint >= FIRST_TAG && codePoint <= LAST_TAG;
  }

  private static boolean isJoiner(int codePoint) {
    return codePoint == JOINER || codePoint == NON_JOINER;
  }

  private static boolean isNonspacing(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean isMark(int codePoint) {
    return isNonspacing(codePoint)
        || Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isJoined(int codePoint) {
    if (codePoint < FIRST_NON_ASCII || isBlank(codePoint)) {
      return false;
    }
    return (codePoint >= FIRST_PICTOGRAPH && codePoint <= LAST_PICTOGRAPH)
        || Character.isLetterOrDigit(codePoint)
        || isMark(codePoint)
        || isSymbol(codePoint);
  }

  private static boolean isSymbol(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.OTHER_SYMBOL, Character.MATH_SYMBOL, Character.MODIFIER_SYMBOL -> true;
      default -> false;
    };
  }
}
