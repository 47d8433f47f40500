package io.p2pcopy.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The content on its way to the disk: written and hashed by two threads beside the caller's. */
final class Incoming {

  /** A disk with less room than this is full; the error itself says so in the user's language. */
  private static final long FULL = 1 << 20;

  private final Storage storage;
  private final PartialFile file;
  private final ChunkWorker writer;
  private final ContentHash hash;
  private final long size;
  private long taken;

  private Incoming(Storage storage, PartialFile file, long size, Workers workers) {
    this.storage = storage;
    this.file = file;
    this.size = size;
    writer = ChunkWorker.start(workers, "write", file::write);
    hash = new ContentHash(workers);
  }

  /** Creates the partial file and starts the threads. */
  static Incoming open(Storage storage, Path directory, FileOffer offer, Workers workers)
      throws LocalFailure {
    try {
      PartialFile file = PartialFile.create(storage, directory, offer.name());
      return new Incoming(storage, file, offer.size(), workers);
    } catch (IOException e) {
      throw LocalFailure.file(directory, "written to", e);
    }
  }

  Path path() {
    return file.path();
  }

  /** Returns the bytes that are on the disk, as far as this program is concerned. */
  long written() {
    return file.written();
  }

  /** Takes one content message. Waits while the disk or the hash lags behind. */
  void put(byte[] chunk) throws LocalFailure, InterruptedException {
    if (chunk.length == 0 || chunk.length > TransferProtocol.MAX_CONTENT_MESSAGE) {
      throw LocalFailure.protocol(
          "The other side sent a content message of " + chunk.length + " bytes.");
    }
    if (chunk.length > size - taken) {
      throw LocalFailure.protocol("The other side sent more than it had offered.");
    }
    taken += chunk.length;
    try {
      writer.put(chunk);
    } catch (IOException e) {
      throw writeFailure(e);
    }
    hash.put(chunk);
  }

  /** Completes the partial file if the content is the one that was sent. */
  void complete(String sha256, long modifiedMillis) throws LocalFailure, InterruptedException {
    if (taken < size) {
      throw LocalFailure.protocol("The other side sent less than it had offered.");
    }
    try {
      writer.finish();
      if (!hash.finish().equals(sha256)) {
        throw new LocalFailure(
            FailureCode.INTEGRITY, "What arrived is not what was sent: the hashes differ.");
      }
      file.complete(modifiedMillis);
    } catch (IOException e) {
      throw writeFailure(e);
    }
  }

  /** Gives the completed file its final name. */
  Path moveTo(String name, boolean overwrite) throws LocalFailure {
    try {
      return FinalName.take(file.path(), name, overwrite);
    } catch (IOException e) {
      throw LocalFailure.file(file.path().resolveSibling(name), "created", e);
    }
  }

  /** Keeps what arrived, if anything, and returns whether it did. */
  boolean keep() throws InterruptedException {
    try {
      writer.finish();
      file.close();
    } catch (IOException e) {
      // What was written until then is kept.
    }
    if (file.written() == 0) {
      delete();
    }
    return file.written() > 0;
  }

  /** Deletes the partial file. Only after the threads have ended. */
  void delete() {
    try {
      file.delete();
    } catch (IOException e) {
      // The failure that led here is the one to tell.
    }
  }

  private LocalFailure writeFailure(IOException cause) {
    if (!isFull(cause)) {
      return LocalFailure.file(file.path(), "written", cause);
    }
    Path directory = file.path().resolveSibling("");
    return new LocalFailure(
        FailureCode.DISK_FULL, "There is no space left in " + directory + ".", cause);
  }

  private boolean isFull(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left") || message.contains("quota")) {
      return true;
    }
    try {
      return storage.usableSpace(file.path().resolveSibling("")) < FULL;
    } catch (IOException e) {
      return false;
    }
  }
}
