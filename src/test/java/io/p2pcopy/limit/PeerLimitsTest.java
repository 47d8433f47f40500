package io.p2pcopy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of limits in the documents is the one of the code, and the limits fit together. */
class PeerLimitsTest {

  private static final Path DOCUMENT = Path.of("docs/limits.md");
  private static final Path SECURITY = Path.of("docs/security.md");
  private static final Path LAUNCHER = Path.of("src/main/launcher/p2pcopy.sh");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+\\.\\w+)` \\| ([^|]+) \\|");
  private static final Pattern MENTION =
      Pattern.compile("`((?:Signal|Mdns|Ice|Dtls|Sctp|Channels|Transfer)\\.[A-Z_]+)`");
  private static final Pattern HEAP = Pattern.compile("(?m)^heap='-Xmx(\\d+)m");

  /** Values with these units in the document. */
  private static final Map<String, Long> UNITS =
      Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  /** Where the limits do not count what lies in temporary files, the program's own objects. */
  private static final int QUEUES = 3;

  @Test
  void eachLimitIsInTheDocumentWithItsValue() throws Exception {
    Map<String, Long> documented = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      assertThat(documented.put(row.group(1), value(row.group(2).strip()))).isNull();
    }

    assertThat(documented).isEqualTo(limits());
  }

  @Test
  void eachLimitThatTheSecurityDocumentNamesIsThere() throws Exception {
    List<String> named = new ArrayList<>();
    Matcher mention = MENTION.matcher(Files.readString(SECURITY) + Files.readString(DOCUMENT));
    while (mention.find()) {
      named.add(mention.group(1));
    }

    assertThat(named).isNotEmpty().isSubsetOf(limits().keySet());
  }

  /** A hostile sender can use all of it at once while content arrives. */
  @Test
  void allMemoryOfAConnectionFitsIntoTheHeapOfTheProgram() throws Exception {
    long association = PeerLimits.Sctp.WINDOW_BYTES + PeerLimits.Sctp.OVERHEAD_BYTES;
    // The program accepts one channel; the last message may exceed its inbox.
    long channel = PeerLimits.Channels.INBOX_BYTES + PeerLimits.Sctp.MESSAGE_BYTES;
    // As many free buffers may be kept besides.
    long content = 2L * PeerLimits.Transfer.UNWRITTEN_BYTES;
    long reports =
        PeerLimits.Transfer.UNREAD_REPORTS_BYTES
            + QUEUES * PeerLimits.Transfer.QUEUE_IN_MEMORY_BYTES;
    long hashes =
        (long) PeerLimits.Transfer.DAMAGED_FILES * PeerLimits.Transfer.HASHES_IN_MEMORY_BYTES;

    assertThat(association + channel + content + reports + hashes).isLessThan(heapOfTheProgram());
  }

  private static long heapOfTheProgram() throws IOException {
    Matcher heap = HEAP.matcher(Files.readString(LAUNCHER));
    assertThat(heap.find()).isTrue();
    return Long.parseLong(heap.group(1)) << 20;
  }

  private static Map<String, Long> limits() {
    return Arrays.stream(PeerLimits.class.getDeclaredClasses())
        .flatMap(group -> Arrays.stream(group.getDeclaredFields()))
        .filter(field -> !field.isSynthetic())
        .collect(
            Collectors.toMap(
                field -> field.getDeclaringClass().getSimpleName() + "." + field.getName(),
                field -> {
                  try {
                    return ((Number) field.get(null)).longValue();
                  } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                  }
                },
                (one, other) -> one,
                TreeMap::new));
  }

  /** Reads {@code 64 MiB}, {@code 1,024}, {@code 2^36} or {@code 2^32 - 1}. */
  private static long value(String text) {
    String[] parts = text.toUpperCase(Locale.ROOT).replace(",", "").split(" ", 2);
    if (parts[0].startsWith("2^")) {
      long power = 1L << Integer.parseInt(parts[0].substring(2));
      return parts.length > 1 ? power - 1 : power;
    }
    long number = Long.parseLong(parts[0]);
    return parts.length > 1
        ? number * Objects.requireNonNull(UNITS.get(text.split(" ", 2)[1]))
        : number;
  }
}
