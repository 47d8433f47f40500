package io.p2pcopy.cli.option;

import io.p2pcopy.cli.terminal.Printable;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A rate as the user gives it: {@code 5M}, {@code 1.5M}, {@code 800K}, {@code 2G}; the units are
 * powers of 1000.
 *
 * @param bytesPerSecond positive, or 0 for no limit
 */
public record ByteRate(long bytesPerSecond) {
  static final ByteRate UNLIMITED = new ByteRate(0);

  /** Slower than this, a window's worth of packets takes longer than either side waits. */
  private static final long SLOWEST = 1000;

  private static final Pattern RATE =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)([KMG]?)(?:B?/S)?");

  /** Reads options. */
  public static final class Converter implements ITypeConverter<ByteRate> {
    @Override
    public ByteRate convert(String text) {
      return parse(text);
    }
  }

  /**
   * Reads a rate; {@code none} stands for no limit.
   *
   * @throws TypeConversionException with a sentence without its full stop
   */
  public static ByteRate parse(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    if (upper.equals("NONE")) {
      return UNLIMITED;
    }
    Matcher rate = RATE.matcher(upper);
    if (!rate.matches()) {
      throw unusable(text);
    }
    long unit =
        switch (rate.group(2)) {
          case "K" -> 1_000L;
          case "M" -> 1_000_000L;
          case "G" -> 1_000_000_000L;
          default -> 1L;
        };
    long bytes = new BigDecimal(rate.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    if (bytes < SLOWEST) {
      throw unusable(text);
    }
    return new ByteRate(bytes);
  }

  /**
   * By hand: picocli asks for it at each start, and what a record has by itself is slow at first.
   */
  @Override
  public String toString() {
    return bytesPerSecond + " B/s";
  }

  private static TypeConversionException unusable(String text) {
    return new TypeConversionException(
        "'"
            + Printable.of(text)
            + "' is not a rate in bytes a second such as 800K, 5M or 1.5G, of at least 1K");
  }
}
