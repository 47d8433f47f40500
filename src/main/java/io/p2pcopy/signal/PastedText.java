package io.p2pcopy.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that was pasted, without what chats and mail programs put between the characters of a
 * line, and the places in it where a blob begins.
 */
final class PastedText {

  /**
   * A stretch that begins like a blob and goes on as far as the characters do, at most to the
   * length that its header names.
   *
   * @param blob its characters
   * @param awaitsMore whether it is too short, and the text ends with it
   */
  record Find(String blob, boolean awaitsMore) {}

  /** Dashes that typographic correction makes of two hyphens. */
  private static final Pattern LONG_DASH = Pattern.compile("[\u2013\u2014]");

  /** Characters that look like a hyphen. */
  private static final Pattern HYPHEN = Pattern.compile("[\u2010\u2011\u2212\ufe63\uff0d]");

  /** Quotation marks of all languages, marks of quoted lines, of code and of emphasis. */
  private static final String WRAPPING =
      "\"'`*>|\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a";

  /** Where a blob may begin: not in the middle of a word. */
  private static final Pattern BEGINNING =
      Pattern.compile("(?<![A-Za-z0-9_-])" + BlobHeader.MAGIC + "(?=[1-9])");

  private final String text;

  private PastedText(String text) {
    this.text = text;
  }

  static PastedText of(String pasted) {
    StringBuilder visible = new StringBuilder(pasted.length());
    pasted.chars().filter(c -> !isInvisible((char) c)).forEach(c -> visible.append((char) c));
    String text = LONG_DASH.matcher(visible).replaceAll("--");
    return new PastedText(HYPHEN.matcher(text).replaceAll("-"));
  }

  boolean isBlank() {
    return text.chars().allMatch(c -> isBetween((char) c));
  }

  /** Returns what looks like a blob, in the order of the text. */
  List<Find> finds() {
    List<Find> finds = new ArrayList<>();
    Matcher beginning = BEGINNING.matcher(text);
    while (beginning.find()) {
      finds.add(findAt(beginning.start()));
    }
    return finds;
  }

  private Find findAt(int start) {
    StringBuilder blob = new StringBuilder();
    int wanted = BlobHeader.CHARACTERS;
    int position = start;
    for (; position < text.length() && blob.length() < wanted; position++) {
      char c = text.charAt(position);
      if (isBetween(c)) {
        continue;
      }
      if (!Base64Url.contains(c) && !isAmidBlob(position)) {
        break;
      }
      blob.append(c);
      if (blob.length() == BlobHeader.CHARACTERS) {
        wanted = wantedLength(blob);
      }
    }
    boolean tooShort = blob.length() < wanted;
    // What follows without a gap belongs to it, and makes it too long.
    while (!tooShort && position < text.length() && Base64Url.contains(text.charAt(position))) {
      blob.append(text.charAt(position++));
    }
    return new Find(blob.toString(), tooShort && position == text.length());
  }

  /** Returns whether characters of a blob stand on both sides of a foreign one: it is a typo. */
  private boolean isAmidBlob(int position) {
    return Base64Url.contains(text.charAt(position - 1))
        && position + 1 < text.length()
        && Base64Url.contains(text.charAt(position + 1));
  }

  /** Returns the length that the header names, or no more than is there if it is damaged. */
  private static int wantedLength(CharSequence blob) {
    try {
      return BlobHeader.parse(blob).characters();
    } catch (BlobException e) {
      return blob.length();
    }
  }

  /** Returns whether {@code c} may stand between two characters of a blob without meaning. */
  private static boolean isBetween(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || WRAPPING.indexOf(c) >= 0;
  }

  /** Soft hyphens, zero-width characters, marks of direction, variation selectors. */
  private static boolean isInvisible(char c) {
    return Character.getType(c) == Character.FORMAT || (c >= '\ufe00' && c <= '\ufe0f');
  }
}
