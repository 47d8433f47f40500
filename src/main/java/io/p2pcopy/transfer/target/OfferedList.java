package io.p2pcopy.transfer.target;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.file.EntryRecord;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.target.name.NameHash;
import io.p2pcopy.transfer.target.name.NameSet;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The sender's list, as it came, on disk. What comes is checked for being a list in depth-first
 * order of relative paths without a duplicate; whether its names are safe is looked at later.
 */
final class OfferedList implements AutoCloseable {

  private record OpenDirectory(String path, NameSet names) {}

  private final RecordSpool records;
  private final NameHash hash;
  private final Deque<OpenDirectory> open = new ArrayDeque<>();
  private final NameSet.Budget budget = new NameSet.Budget();
  private final long maxBytes;
  private long topHash;

  private OfferedList(RecordSpool records, NameHash hash, long maxBytes) {
    this.records = records;
    this.hash = hash;
    this.maxBytes = maxBytes;
    open.push(new OpenDirectory("", new NameSet(budget)));
  }

  static OfferedList create(NameHash hash) {
    return create(hash, PeerLimits.Transfer.LIST_BYTES);
  }

  /** Creates a list that may take so many bytes of temporary files. */
  static OfferedList create(NameHash hash, long maxBytes) {
    return new OfferedList(RecordSpool.create(), hash, maxBytes);
  }

  void add(Entry entry) throws LocalFailureException {
    String path = entry.path();
    checkForm(path);
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "" : path.substring(0, slash);
    while (!current().path().equals(parent)) {
      open.pop().names().close();
      if (open.isEmpty()) {
        throw breach("an entry outside the directory before it");
      }
    }
    String name = path.substring(slash + 1);
    if (!current().names().add(hash.of(name))) {
      throw breach("the same path twice");
    }
    if (slash < 0) {
      topHash += NameHash.unkeyed(name);
    }
    append(entry);
    if (entry instanceof DirectoryEntry) {
      open.push(new OpenDirectory(path, new NameSet(budget)));
    }
  }

  long count() {
    return records.count();
  }

  Entry entry(long number) throws LocalFailureException {
    try {
      return EntryRecord.read(new DataInputStream(new ByteArrayInputStream(records.get(number))));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Returns the same for each list with these names at its top, in whatever order. */
  long topHash() {
    return topHash;
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      // Nothing in it is needed any more.
    }
  }

  static LocalFailureException failure(IOException cause) {
    return new LocalFailureException(
        DiskFull.is(cause) ? FailureCode.DISK_FULL : FailureCode.FILE,
        "The list of files could not be kept in the directory for temporary files: "
            + cause.getMessage()
            + ".",
        cause);
  }

  private OpenDirectory current() {
    return open.element();
  }

  private void append(Entry entry) throws LocalFailureException {
    if (records.bytes() > maxBytes) {
      throw new LocalFailureException(
          FailureCode.FILE,
          "The other side offers more files than this program can keep a list of. Ask for them in"
              + " parts, or in an archive.");
    }
    var bytes = new ByteArrayOutputStream();
    try {
      EntryRecord.write(entry, new DataOutputStream(bytes));
      records.append(bytes.toByteArray());
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static void checkForm(String path) throws LocalFailureException {
    if (path.length() > PeerLimits.Transfer.PATH_UNITS) {
      throw breach("a path that is too long");
    }
    String[] components = path.split("/", -1);
    if (components.length > PeerLimits.Transfer.PATH_COMPONENTS) {
      throw breach("a path that is too deep");
    }
    for (String component : components) {
      if (component.isEmpty()) {
        throw breach("an absolute path, or one with an empty name in it");
      }
      if (component.equals(".") || component.equals("..")) {
        throw breach("a path with \"" + component + "\" in it");
      }
    }
  }

  private static LocalFailureException breach(String what) {
    return LocalFailureException.protocol("The other side offered " + what + ".");
  }
}
