package io.p2pcopy.transfer.file;

import com.sun.jna.Native;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * File names as text, whatever the locale: where it has no characters for a name (as with {@code
 * LC_ALL=C}), the bytes of the name are taken for UTF-8, as everybody's are today.
 */
public final class NativeName {

  private NativeName() {}

  /** Returns the file of that name, which is one component, in the directory. */
  public static Path resolve(Path directory, String name) {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException e) {
      return inside(directory, percentEncoded(name.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /**
   * Returns the path of which these are the bytes, as Unix has them, whether or not they are
   * characters in any locale.
   *
   * @throws IllegalArgumentException if there is a 0 among them
   */
  public static Path ofBytes(byte[] path) {
    if (path.length > 0 && path[0] == '/') {
      return Path.of(URI.create("file://" + percentEncoded(path)));
    }
    Path here = Path.of("").toAbsolutePath();
    return here.relativize(inside(here, percentEncoded(path)));
  }

  /** A URI leads to any bytes; text only to those that the locale has characters for. */
  private static Path inside(Path directory, String encoded) {
    String base = directory.toUri().toString();
    String slash = base.endsWith("/") ? "" : "/";
    return Path.of(URI.create(base + slash + encoded));
  }

  /**
   * Returns the last component of a path. Bytes that are not UTF-8 are written as {@code %FF}, and
   * unpaired surrogates become {@code U+FFFD}.
   */
  public static String of(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      return "";
    }
    return isText(last) ? wellFormed(last.toString()) : decoded(last);
  }

  /** Returns whether the path's text leads back to it: the locale has characters for its bytes. */
  public static boolean isText(Path path) {
    try {
      return path.getFileSystem().getPath(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Returns the bytes of a path, and a 0 behind them, as the system's functions take it. */
  static byte[] bytesOf(Path path) {
    if (isText(path)) {
      return Native.toByteArray(path.toString(), System.getProperty("sun.jnu.encoding", "UTF-8"));
    }
    String uri = path.toUri().getRawPath();
    String trimmed = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    boolean component = path.getNameCount() == 1 && !path.isAbsolute();
    byte[] bytes =
        percentDecoded(component ? trimmed.substring(trimmed.lastIndexOf('/') + 1) : trimmed);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static String wellFormed(String name) {
    StringBuilder kept = new StringBuilder(name.length());
    name.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static String decoded(Path name) {
    String path = name.toUri().getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    byte[] bytes = percentDecoded(trimmed.substring(trimmed.lastIndexOf('/') + 1));
    var text = new StringBuilder();
    int start = 0;
    while (start < bytes.length) {
      int length = characterLength(bytes, start);
      if (length == 0) {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(bytes[start]));
        start++;
        continue;
      }
      text.append(new String(bytes, start, length, StandardCharsets.UTF_8));
      start += length;
    }
    return text.toString();
  }

  /** Returns how many bytes the character there has, 0 if there is none. */
  private static int characterLength(byte[] bytes, int start) {
    for (int length = 1; length <= 4 && start + length <= bytes.length; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
        return length;
      } catch (CharacterCodingException e) {
        // Perhaps one byte more makes a character.
      }
    }
    return 0;
  }

  private static String percentEncoded(byte[] path) {
    var encoded = new StringBuilder();
    for (byte b : path) {
      if (b == '/') {
        encoded.append('/');
      } else {
        encoded.append('%').append(HexFormat.of().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static byte[] percentDecoded(String text) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
