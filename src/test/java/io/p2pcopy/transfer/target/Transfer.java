package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.MerkleRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A sender in memory and the part of a receiver that drives a target. */
final class Transfer {

  static final long MODIFIED = 1_600_000_000_000L;

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private long sentBlocks;
  private TargetOptions options = TargetOptions.DEFAULT;

  Transfer with(TargetOptions wanted) {
    options = wanted;
    return this;
  }

  Transfer file(String path, byte[] content) {
    return file(path, content, MODIFIED, 0644);
  }

  Transfer file(String path, byte[] content, long modified, int mode) {
    entries.add(new FileEntry(path, content.length, modified, mode));
    contents.put(path, content);
    return this;
  }

  Transfer file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Transfer directory(String path) {
    return directory(path, 0755);
  }

  Transfer directory(String path, int mode) {
    entries.add(new DirectoryEntry(path, MODIFIED, mode));
    return this;
  }

  Transfer link(String path, String target) {
    entries.add(new LinkEntry(path, target));
    return this;
  }

  /** Returns how many blocks had to be sent in the last run. */
  long sentBlocks() {
    return sentBlocks;
  }

  TargetTree offerTo(Path directory) throws LocalFailureException {
    TargetTree target = TargetTree.open(directory, options);
    for (Entry entry : entries) {
      target.add(entry);
    }
    return target;
  }

  /** Runs to the end and returns what was stored. */
  List<Stored> runTo(Path directory) throws Exception {
    return runTo(directory, Long.MAX_VALUE);
  }

  /** Runs until so many blocks were sent; then the receiver dies. */
  List<Stored> runTo(Path directory, long blocks) throws Exception {
    sentBlocks = 0;
    List<Stored> stored = new ArrayList<>();
    try (TargetTree target = offerTo(directory)) {
      target.listed();
      target.checkSpace();
      target.accept();
      for (int number = 0; number < entries.size(); number++) {
        Decision want = target.decide(number);
        if (want == Decision.NOTHING || !(entries.get(number) instanceof FileEntry file)) {
          continue;
        }
        try (TargetFile incoming = target.begin(number)) {
          if (!send(file, incoming, want == Decision.DIFFERENCES, blocks)) {
            return stored;
          }
          if (seal(file, incoming)) {
            target.sync(List.of(incoming));
          }
          stored.add(incoming.name());
        }
      }
      target.finish();
      target.forget();
    }
    return stored;
  }

  boolean isFile(long number) {
    return entries.get((int) number) instanceof FileEntry;
  }

  /** Sends all of a file and gives it its name. */
  void store(long number, TargetFile incoming) throws LocalFailureException, InterruptedException {
    var file = (FileEntry) entries.get((int) number);
    send(file, incoming, false, Long.MAX_VALUE);
    seal(file, incoming);
    incoming.name();
  }

  private boolean seal(FileEntry file, TargetFile incoming) throws LocalFailureException {
    return incoming.seal(file.size(), file.modifiedMillis(), root(content(file)));
  }

  private boolean send(FileEntry file, TargetFile incoming, boolean compare, long limit)
      throws LocalFailureException {
    byte[] content = content(file);
    long present = compare ? incoming.presentBlocks() : 0;
    byte[] buffer = new byte[Blocks.SIZE];
    List<byte[]> hashes = new ArrayList<>();
    for (long block = 0; block < present; block++) {
      hashes.add(BlockHash.of(buffer, 0, incoming.readPresent(block, buffer)));
    }
    for (int block = 0; block < Blocks.count(content.length); block++) {
      int start = block * Blocks.SIZE;
      int length = Blocks.length(content.length, block);
      byte[] hash = BlockHash.of(content, start, length);
      if (block < hashes.size() && Arrays.equals(hash, hashes.get(block))) {
        incoming.keep(block, 1);
        continue;
      }
      if (sentBlocks == limit) {
        return false;
      }
      incoming.write(block, content, start, length);
      sentBlocks++;
    }
    return true;
  }

  private byte[] content(FileEntry file) {
    return Objects.requireNonNull(contents.get(file.path()));
  }

  private static byte[] root(byte[] content) {
    byte[] hashes = new byte[(int) Blocks.count(content.length) * BlockHash.LENGTH];
    for (int block = 0; block < Blocks.count(content.length); block++) {
      int length = Blocks.length(content.length, block);
      BlockHash.write(content, block * Blocks.SIZE, length, hashes, block * BlockHash.LENGTH);
    }
    return MerkleRoot.of(content.length, hashes);
  }
}
