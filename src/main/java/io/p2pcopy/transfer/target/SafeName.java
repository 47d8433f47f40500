package io.p2pcopy.transfer.target;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the name of a file or directory from whatever a peer calls it: one that can only lie in the
 * directory it is resolved against, that every system takes, and that a terminal shows as it is.
 */
final class SafeName {

  /** What a name becomes of which nothing is left. */
  static final String DEFAULT = "file";

  /** The longest name that common file systems take, in bytes of UTF-8. */
  static final int MAX_BYTES = 255;

  /** Longer "extensions" are taken for a part of the name when it has to be shortened. */
  private static final int MAX_EXTENSION_BYTES = 40;

  private static final Pattern COMPOUND_EXTENSION =
      Pattern.compile("\\.tar\\.[a-z0-9]{1,5}$", Pattern.CASE_INSENSITIVE);

  /** Windows takes these for devices, with any extension and in any case. */
  private static final Set<String> DEVICES =
      Set.of("CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$");

  private static final int LONGEST_DEVICE = 7;
  private static final String DEVICE_INITIALS = "acnlpACNLP";

  /** COM1 and LPT1 to 9; Windows reads superscript digits as digits. */
  private static final Pattern NUMBERED_DEVICE =
      Pattern.compile("(COM|LPT)[0-9\u00b9\u00b2\u00b3]");

  private SafeName() {}

  static String of(String offered) {
    return of(offered, File.separatorChar == '\\');
  }

  /**
   * Returns the safe name.
   *
   * @param windows whether characters that only Windows refuses are replaced, too
   */
  static String of(String offered, boolean windows) {
    String plain = plain(offered, windows);
    return isOurs(plain) ? plain("_" + plain, windows) : plain;
  }

  private static String plain(String offered, boolean windows) {
    if (isOrdinary(offered)) {
      return offered;
    }
    // Composing comes twice: it reads what the peer meant, and again what the filter left.
    String kept = compose(filter(compose(offered), windows));
    String trimmed = trimEnd(trimStart(kept));
    if (trimmed.isEmpty()) {
      return DEFAULT;
    }
    String named = isDevice(trimmed) ? "_" + trimmed : trimmed;
    return trimEnd(shorten(named, "", MAX_BYTES));
  }

  /** Knows most names that need no change: this is asked some ten times for each file. */
  private static boolean isOrdinary(String name) {
    int length = name.length();
    if (length == 0 || length > MAX_BYTES) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      boolean ordinary =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || ((c == '.' || c == ' ') && i < length - 1 && (i > 0 || c == '.'));
      if (!ordinary) {
        return false;
      }
    }
    return !isDevice(name);
  }

  /** Tells whether a name is one that {@link #of} can return. */
  static boolean isSafe(String name) {
    return !name.isEmpty() && of(name).equals(name);
  }

  /** Tells whether a name is safe, or would be if it were not one that this program keeps. */
  static boolean isPlain(String name) {
    return !name.isEmpty() && plain(name, File.separatorChar == '\\').equals(name);
  }

  /**
   * Returns the same text for all names that some file system takes for one: in any case, composed
   * or decomposed.
   */
  static String folded(String name) {
    if (isOrdinary(name)) {
      return name.toLowerCase(Locale.ROOT);
    }
    var lower = new StringBuilder(name.length());
    // First upper case, which splits letters such as sharp s; letter by letter, without context.
    Normalizer.normalize(name, Normalizer.Form.NFD)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .map(Character::toLowerCase)
        .forEach(lower::appendCodePoint);
    return compose(lower.toString());
  }

  /**
   * Returns the name with {@code " (number)"} before its extension, not longer than {@link
   * #MAX_BYTES}; for 0 the name itself. The extension of {@code archive.tar.gz} is {@code .tar.gz}.
   */
  static String numbered(String name, int number) {
    return number == 0 ? name : shorten(name, " (" + number + ")", MAX_BYTES);
  }

  /**
   * Inserts {@code insertion} before the extension and cuts the part before it so that the whole
   * has at most {@code limit} bytes of UTF-8.
   */
  static String shorten(String name, String insertion, int limit) {
    int dot = extensionStart(name);
    if (bytes(name.substring(dot)) > MAX_EXTENSION_BYTES) {
      dot = name.length();
    }
    String extension = name.substring(dot);
    int room = limit - bytes(insertion) - bytes(extension);
    return prefix(name.substring(0, dot), room) + insertion + extension;
  }

  private static String compose(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static String filter(String text, boolean windows) {
    var kept = new StringBuilder(text.length());
    text.codePoints()
        .filter(SafeName::isVisible)
        .map(c -> isForbidden(c, windows) ? '_' : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** Control and format characters (bidirectional overrides among them) can fake what is shown. */
  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Noncharacters: the last two of each plane, and U+FDD0 to U+FDEF.
      default -> (codePoint & 0xfffe) != 0xfffe && (codePoint < 0xfdd0 || codePoint > 0xfdef);
    };
  }

  /**
   * Separators of any system; a colon also opens an alternate stream on NTFS, and was the separator
   * of old Mac systems.
   */
  private static boolean isForbidden(int codePoint, boolean windows) {
    return "/\\:".indexOf(codePoint) >= 0 || (windows && "<>\"|?*".indexOf(codePoint) >= 0);
  }

  private static String trimStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** Windows drops dots and spaces at the end, so that two names would be one; "." and ".." go. */
  private static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '.' || isSpace(text.charAt(end - 1)))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c);
  }

  private static boolean isDevice(String name) {
    if (DEVICE_INITIALS.indexOf(name.charAt(0)) < 0) {
      return false;
    }
    int dot = name.indexOf('.');
    String stem = trimEnd(dot < 0 ? name : name.substring(0, dot));
    if (stem.length() > LONGEST_DEVICE) {
      return false;
    }
    String base = stem.toUpperCase(Locale.ROOT);
    return DEVICES.contains(base) || NUMBERED_DEVICE.matcher(base).matches();
  }

  /** A peer must not be able to write a journal or take a partial file for its own. */
  private static boolean isOurs(String name) {
    if (isOrdinary(name) && name.charAt(0) != '.') {
      return false;
    }
    String folded = folded(name);
    return folded.startsWith(Journal.PREFIX)
        || (folded.startsWith(".") && folded.endsWith(PartialName.SUFFIX));
  }

  private static int extensionStart(String name) {
    var compound = COMPOUND_EXTENSION.matcher(name);
    if (compound.find() && compound.start() > 0) {
      return compound.start();
    }
    int dot = name.lastIndexOf('.');
    return dot > 0 ? dot : name.length();
  }

  /** Cuts between characters, never within one. */
  private static String prefix(String text, int limit) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      bytes += bytes(Character.toString(codePoint));
      if (bytes > limit) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
