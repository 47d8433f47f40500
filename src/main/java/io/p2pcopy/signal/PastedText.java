package io.p2pcopy.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Normalizes a pasted text, removing the characters that chat and mail programs insert, and finds
 * blobs in it.
 */
final class PastedText {

  /**
   * A run of characters that starts like a blob and ends, at the latest, at the length in its
   * header.
   *
   * @param blob its characters
   * @param awaitsMore whether it is too short and ends the text
   */
  record Find(String blob, boolean awaitsMore) {}

  /** Dashes that typographic correction substitutes for two hyphens. */
  private static final Pattern LONG_DASH = Pattern.compile("[\u2013\u2014]");

  /** Characters that look like a hyphen. */
  private static final Pattern HYPHEN = Pattern.compile("[\u2010\u2011\u2212\ufe63\uff0d]");

  /** Quotation marks of all languages, and markup of quotes, code and emphasis. */
  private static final String WRAPPING =
      "\"'`*>|\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a";

  /** Where a blob may begin: not inside a word. */
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
    return text.chars().allMatch(c -> isSeparator((char) c));
  }

  /** Returns the possible blobs in text order. */
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
    int expectedLength = BlobHeader.CHARACTERS;
    int position = start;
    for (; position < text.length() && blob.length() < expectedLength; position++) {
      char c = text.charAt(position);
      if (isSeparator(c)) {
        continue;
      }
      if (!Base64Url.contains(c) && !isTypoInsideBlob(position)) {
        break;
      }
      blob.append(c);
      if (blob.length() == BlobHeader.CHARACTERS) {
        expectedLength = lengthInHeader(blob);
      }
    }
    boolean tooShort = blob.length() < expectedLength;
    // Characters that follow without a gap make the blob too long, which is reported as damage.
    while (!tooShort && position < text.length() && Base64Url.contains(text.charAt(position))) {
      blob.append(text.charAt(position++));
    }
    return new Find(blob.toString(), tooShort && position == text.length());
  }

  /**
   * Returns whether a foreign character is between two characters of a blob, which makes it a typo.
   */
  private boolean isTypoInsideBlob(int position) {
    return Base64Url.contains(text.charAt(position - 1))
        && position + 1 < text.length()
        && Base64Url.contains(text.charAt(position + 1));
  }

  /** Returns the length in the header, or the current length if the header is damaged. */
  private static int lengthInHeader(CharSequence blob) {
    try {
      return BlobHeader.parse(blob).characters();
    } catch (BlobException e) {
      return blob.length();
    }
  }

  /** Returns whether {@code c} is ignored between two characters of a blob. */
  private static boolean isSeparator(char c) {
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
