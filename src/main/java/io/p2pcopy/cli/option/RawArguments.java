package io.p2pcopy.cli.option;

import io.p2pcopy.transfer.file.NativeName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of the process without loss. Java replaces each byte that is no character in the
 * locale's character set, and then cannot name the file. Here such a byte becomes one of the
 * unpaired surrogates U+DC80 to U+DCFF (PEP 383), from which {@link #path} makes the byte again.
 */
public final class RawArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final char REPLACEMENT = '\ufffd';
  private static final int ESCAPES = 0xdc00;

  private RawArguments() {}

  /**
   * Returns the arguments that Java has decoded, each byte of them preserved. Where the system does
   * not show them (it is not Linux), returns what Java made of them.
   */
  public static String[] restored(String[] decoded) {
    if (Arrays.stream(decoded).noneMatch(text -> text.indexOf(REPLACEMENT) >= 0)) {
      return decoded;
    }
    try {
      List<byte[]> all = split(Files.readAllBytes(COMMAND_LINE));
      int first = all.size() - decoded.length;
      if (first < 0) {
        return decoded;
      }
      Charset charset = nativeCharset();
      return all.subList(first, all.size()).stream()
          .map(bytes -> decode(bytes, charset))
          .toArray(String[]::new);
    } catch (IOException e) {
      return decoded;
    }
  }

  /** Returns whether all of an argument is text, without a byte that is no character. */
  static boolean isText(String argument) {
    return argument.codePoints().noneMatch(RawArguments::isEscape);
  }

  /** Returns the file that an argument names. */
  static Path path(String argument) {
    if (isText(argument)) {
      try {
        return Path.of(argument);
      } catch (InvalidPathException e) {
        // The locale has no such characters; the bytes of the name are UTF-8 all the same.
      }
    }
    return NativeName.ofBytes(encode(argument, nativeCharset()));
  }

  static String decode(byte[] bytes, Charset charset) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length * 2 + 2);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPES | Byte.toUnsignedInt(in.get())));
      }
    }
  }

  static byte[] encode(String argument, Charset charset) {
    var bytes = new ByteArrayOutputStream();
    argument
        .codePoints()
        .forEach(
            c -> {
              if (isEscape(c)) {
                bytes.write(c);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(charset));
              }
            });
    return bytes.toByteArray();
  }

  /** A surrogate that has its pair is part of a larger code point. */
  private static boolean isEscape(int codePoint) {
    return codePoint >= (ESCAPES | 0x80) && codePoint <= (ESCAPES | 0xff);
  }

  /**
   * The character set of the locale; ASCII, which few mean today, counts as the UTF-8 around it.
   */
  private static Charset nativeCharset() {
    try {
      Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
      return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /** Each argument ends with a 0. */
  private static List<byte[]> split(byte[] commandLine) {
    List<byte[]> arguments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        arguments.add(Arrays.copyOfRange(commandLine, start, i));
        start = i + 1;
      }
    }
    return arguments;
  }
}
