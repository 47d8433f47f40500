package io.p2pcopy.transfer.file;

import java.util.Locale;

/** Amounts of bytes in the unit that reads best, for sentences. */
public final class ByteSize {
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteSize() {}

  /** Returns an amount as {@link #of(double)} does. */
  public static String of(long bytes) {
    return of((double) bytes);
  }

  /** Returns an amount with three digits, in decimal units: {@code 17.2 GB}, {@code 1 byte}. */
  public static String of(double bytes) {
    int unit = 0;
    double value = bytes;
    // 999.5 of one unit would be rounded to 1000 of it.
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    if (unit == 0 && Math.round(value) == 1) {
      return "1 byte";
    }
    String digits = unit == 0 || value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, digits + " %s", value, UNITS[unit]);
  }
}
