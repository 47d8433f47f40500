package io.p2pcopy.cli.option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads time spans such as {@code 90s}, {@code 30m} and {@code 1h30m}. */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern SPAN =
      Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");
  private static final Duration LONGEST = Duration.ofDays(7);

  @Override
  public Duration convert(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw unusable(text);
    }
    Duration time =
        Duration.ofHours(number(span.group(1)))
            .plusMinutes(number(span.group(2)))
            .plusSeconds(number(span.group(3)));
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw unusable(text);
    }
    return time;
  }

  private static long number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static TypeConversionException unusable(String text) {
    return new TypeConversionException(
        "'" + text + "' is not a time span such as 90s, 30m or 1h30m, of at most 7 days");
  }
}
