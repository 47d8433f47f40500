package io.p2pcopy.transfer.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.wire.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModifiedTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1901-12-14T00:00:00.001Z",
        "1960-01-01T00:00:00Z",
        "1969-12-31T23:59:58.5Z",
        "1970-01-01T00:00:00Z",
        "2026-02-03T04:05:06.789Z",
        "2262-04-11T23:47:17Z",
        "2300-06-01T12:00:00.25Z"
      })
  @EnabledOnOs(OS.LINUX)
  void aTimeIsSetAndReadAsItIs(String time, @TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("f\u00fcr"));
    long millis = Instant.parse(time).toEpochMilli();

    ModifiedTime.set(file, millis);

    assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(Instant.parse(time));
    assertThat(ModifiedTime.of(attributes(file))).isEqualTo(millis);
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).lastAccessTime())
        .isGreaterThan(FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  @Test
  void anUnknownTimeChangesNothing(@TempDir Path directory) throws IOException {
    var before = FileTime.from(Instant.parse("2026-02-03T04:05:06Z"));
    Files.setLastModifiedTime(directory, before);

    ModifiedTime.set(directory, Entry.UNKNOWN_TIME);

    assertThat(Files.getLastModifiedTime(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-03T04:05:06.789Z, 2026-02-03T04:05:06.789Z, true",
    "2026-02-03T04:05:06.780Z, 2026-02-03T04:05:06.789Z, true",
    "2026-02-03T04:05:06Z, 2026-02-03T04:05:06.789Z, true",
    "2026-02-03T04:05:06Z, 2026-02-03T04:05:07.789Z, true",
    "2026-02-03T04:05:08Z, 2026-02-03T04:05:06.789Z, true",
    "1970-01-01T00:00:00Z, 1969-12-31T23:59:58.5Z, true",
    "1980-01-01T00:00:00Z, 1960-01-01T00:00:00Z, true",
    "2038-01-19T03:14:07Z, 2050-01-01T00:00:00.5Z, true",
    "1901-12-13T20:45:52Z, 2050-01-01T00:00:00.5Z, true",
    "2262-04-11T23:47:16.854Z, 2300-01-01T00:00:00Z, true",
    "2026-02-03T04:05:06.788Z, 2026-02-03T04:05:06.789Z, false",
    "2026-02-03T04:05:07Z, 2026-02-03T04:05:08.789Z, false",
    "2026-02-03T04:05:08Z, 2026-02-03T04:05:10Z, false",
    "2026-02-03T04:05:06Z, 2050-01-01T00:00:00Z, false",
    "2026-02-03T04:05:06Z, 1960-01-01T00:00:00Z, false",
  })
  void aTimeMatchesWhatAFileSystemMakesOfIt(Instant stored, Instant offered, boolean matches) {
    assertThat(ModifiedTime.matches(stored.toEpochMilli(), offered.toEpochMilli()))
        .isEqualTo(matches);
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }
}
