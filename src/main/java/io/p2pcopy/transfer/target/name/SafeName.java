package io.p2pcopy.transfer.target.name;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the name of a file or directory from whatever a peer calls it: one that can only lie in the
 * directory it is resolved against, that its file system takes, and that endangers neither a
 * terminal nor its reader. Everything else in it stays.
 */
public final class SafeName {

  /** What a name becomes of which nothing is left. */
  static final String DEFAULT = "file";

  /** The longest name that is ever given, in bytes of UTF-8: what common file systems take. */
  public static final int MAX_BYTES = 255;

  /** Whether this system is Windows, whatever the file system. */
  private static final boolean WINDOWS = File.separatorChar == '\\';

  /** A colon opens an alternate stream on NTFS. */
  private static final String REFUSED_BY_WINDOWS = "\\:<>\"|?*";

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

  /**
   * Returns the safe name.
   *
   * @param windows whether what Windows refuses is replaced, too
   * @param maxBytes the most bytes of UTF-8 that the file system takes
   */
  public static String of(String offered, boolean windows, int maxBytes) {
    String plain = plain(offered, windows, maxBytes);
    return isOurs(plain) ? plain("_" + plain, windows, maxBytes) : plain;
  }

  private static String plain(String offered, boolean windows, int maxBytes) {
    if (isOrdinary(offered, windows, maxBytes)) {
      return offered;
    }
    String shown = VisibleName.of(replaced(offered, windows));
    String trimmed = windows ? trimEnd(trimStart(shown)) : shown;
    if (trimmed.isEmpty() || trimmed.equals(".") || trimmed.equals("..")) {
      return DEFAULT;
    }
    String named = windows && isDevice(trimmed) ? "_" + trimmed : trimmed;
    String cut = VisibleName.of(shorten(named, "", maxBytes));
    return windows ? trimEnd(cut) : cut;
  }

  /** Knows most names that need no change: this is asked some ten times for each file. */
  private static boolean isOrdinary(String name, boolean windows, int maxBytes) {
    int length = name.length();
    if (length == 0 || length > maxBytes) {
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
    return !windows || !isDevice(name);
  }

  /** Returns whether a name is one that {@link #of} can return on this system. */
  public static boolean isSafe(String name) {
    return !name.isEmpty() && of(name, WINDOWS, MAX_BYTES).equals(name);
  }

  /** Returns whether a name is safe, or would be if it were not one that this program keeps. */
  public static boolean isPlain(String name) {
    return !name.isEmpty() && plain(name, WINDOWS, MAX_BYTES).equals(name);
  }

  /**
   * Returns the same text for all names that some file system takes for one: in any case, composed
   * or decomposed.
   */
  static String folded(String name) {
    if (isOrdinary(name, false, MAX_BYTES)) {
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
   * Returns the name with {@code " (number)"} before its extension, not longer than {@code
   * maxBytes}; for 0 the name itself. The extension of {@code archive.tar.gz} is {@code .tar.gz}.
   */
  public static String numbered(String name, int number, int maxBytes) {
    return number == 0 ? name : shorten(name, " (" + number + ")", maxBytes);
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
    String stem = name.substring(0, dot);
    String kept = prefix(stem, room);
    return (kept.length() < stem.length() ? VisibleName.of(kept) : kept) + insertion + extension;
  }

  private static String compose(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static String replaced(String text, boolean windows) {
    var kept = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '/' || (windows && REFUSED_BY_WINDOWS.indexOf(c) >= 0) ? '_' : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static String trimStart(String text) {
    int start = 0;
    while (start < text.length() && VisibleName.isBlank(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** Windows drops dots and spaces at the end, so that two names would be one. */
  private static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '.' || VisibleName.isBlank(text.charAt(end - 1)))) {
      end--;
    }
    return text.substring(0, end);
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
    if (name.charAt(0) != '.') {
      return false;
    }
    String folded = folded(name);
    return folded.startsWith(PartialName.JOURNAL_PREFIX)
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
