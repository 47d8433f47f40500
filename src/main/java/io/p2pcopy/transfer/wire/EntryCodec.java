package io.p2pcopy.transfer.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.p2pcopy.limit.PeerLimits;
import java.io.IOException;
import java.util.List;

/** Entries as arrays of JSON: {@code ["f", path, size, modified, mode, holes]}. */
final class EntryCodec {

  private static final int MAX_MODE = 0777;

  private EntryCodec() {}

  static void write(Entry entry, JsonGenerator json) throws IOException {
    json.writeStartArray();
    if (entry instanceof FileEntry file) {
      json.writeString("f");
      json.writeString(file.path());
      writeNumber(file.size(), FileEntry.UNKNOWN_SIZE, json);
      writeTime(file.modifiedMillis(), json);
      writeNumber(file.mode(), Entry.UNKNOWN_MODE, json);
      if (file.holes() > 0) {
        json.writeNumber(file.holes());
      }
    } else if (entry instanceof DirectoryEntry directory) {
      json.writeString("d");
      json.writeString(directory.path());
      writeTime(directory.modifiedMillis(), json);
      writeNumber(directory.mode(), Entry.UNKNOWN_MODE, json);
    } else if (entry instanceof LinkEntry link) {
      json.writeString("l");
      json.writeString(link.path());
      json.writeString(link.target());
    }
    json.writeEndArray();
  }

  /** Returns the most bytes that an entry can take, each character being escaped. */
  static int mostBytes(Entry entry) {
    int target = entry instanceof LinkEntry link ? link.target().length() : 0;
    return 6 * (entry.path().length() + target) + 100;
  }

  static Entry read(Object element) throws LocalFailureException {
    if (!(element instanceof List<?> fields) || fields.size() < 3) {
      throw unusable();
    }
    String path = path(fields.get(1));
    if (fields.get(0).equals("f") && fields.size() >= 5) {
      long size = number(fields.get(2), PeerLimits.Transfer.FILE_BYTES, FileEntry.UNKNOWN_SIZE);
      long holes = fields.size() < 6 ? 0 : number(fields.get(5), Math.max(0, size), 0);
      return new FileEntry(path, size, time(fields.get(3)), mode(fields.get(4)), holes);
    }
    if (fields.get(0).equals("d") && fields.size() >= 4) {
      return new DirectoryEntry(path, time(fields.get(2)), mode(fields.get(3)));
    }
    if (fields.get(0).equals("l")) {
      return new LinkEntry(path, text(fields.get(2)));
    }
    throw unusable();
  }

  private static void writeTime(long millis, JsonGenerator json) throws IOException {
    boolean writable =
        millis >= -PeerLimits.Transfer.TIME_MILLIS && millis <= PeerLimits.Transfer.TIME_MILLIS;
    writeNumber(writable ? millis : Entry.UNKNOWN_TIME, Entry.UNKNOWN_TIME, json);
  }

  private static void writeNumber(long number, long unknown, JsonGenerator json)
      throws IOException {
    if (number == unknown) {
      json.writeNull();
    } else {
      json.writeNumber(number);
    }
  }

  private static String path(Object field) throws LocalFailureException {
    String path = text(field);
    int components = 0;
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String component = path.substring(start, end);
      if (component.isEmpty() || component.equals(".") || component.equals("..")) {
        throw LocalFailureException.protocol(
            "The other side sent a path that leads out of the directory, or nowhere.");
      }
      components++;
      start = end + 1;
    }
    if (components > PeerLimits.Transfer.PATH_COMPONENTS) {
      throw LocalFailureException.protocol("The other side sent a path of too many components.");
    }
    return path;
  }

  private static String text(Object field) throws LocalFailureException {
    if (field instanceof String text && text.length() <= PeerLimits.Transfer.PATH_UNITS) {
      return text;
    }
    throw unusable();
  }

  private static long time(Object field) throws LocalFailureException {
    if (field == JsonObject.NULL) {
      return Entry.UNKNOWN_TIME;
    }
    if (field instanceof Long millis
        && millis >= -PeerLimits.Transfer.TIME_MILLIS
        && millis <= PeerLimits.Transfer.TIME_MILLIS) {
      return millis;
    }
    throw unusable();
  }

  private static int mode(Object field) throws LocalFailureException {
    return (int) number(field, MAX_MODE, Entry.UNKNOWN_MODE);
  }

  private static long number(Object field, long most, long unknown) throws LocalFailureException {
    if (field == JsonObject.NULL) {
      return unknown;
    }
    if (field instanceof Long number && number >= 0 && number <= most) {
      return number;
    }
    throw unusable();
  }

  private static LocalFailureException unusable() {
    return LocalFailureException.protocol("The other side sent an entry that is malformed.");
  }
}
