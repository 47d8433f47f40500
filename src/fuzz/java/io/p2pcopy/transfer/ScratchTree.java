package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Directories of one transfer, beside a file that must stay as it is. */
final class ScratchTree implements AutoCloseable {

  private static final byte[] CANARY = "untouched".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SHORT = "a short file".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TEXT = "again and ".repeat(200).getBytes(StandardCharsets.UTF_8);

  /** Two blocks, the second one short. */
  private static final byte[] LONG = noise((1 << 20) + 10);

  private final Path base;
  private final Path inbox;
  private final Path source;

  ScratchTree() throws IOException {
    base = Files.createTempDirectory("p2pcopy-fuzz");
    inbox = Files.createDirectory(base.resolve("in"));
    source = base.resolve("tree");
    Files.write(base.resolve("canary"), CANARY);
  }

  Path inbox() {
    return inbox;
  }

  Path source() {
    return source;
  }

  void makeSource() throws IOException {
    Files.createDirectories(source.resolve("sub"));
    Files.write(source.resolve("short"), SHORT);
    Files.write(source.resolve("sub/text"), TEXT);
    Files.write(source.resolve("sub/long"), LONG);
    Files.createFile(source.resolve("empty"));
  }

  /** Leaves what a transfer of {@link FuzzedPeer#OFFER} leaves that was cut. */
  void interruptedTransfer() throws Exception {
    var channels = new MemoryChannelPair();
    try (TransferFixture receiver = TransferFixture.receiver(inbox)) {
      receiver.over(channels.right());
      RawPeer peer = new RawPeer(channels.left(), true);
      peer.greet(io.p2pcopy.transfer.wire.Role.SENDER);
      FuzzedPeer.offer(peer);
      peer.hearUntil("'send'");
      peer.block(1, 0, FuzzedPeer.content(1));
      channels.left().awaitWritable(0);
      channels.cut();
      receiver.result();
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(TransferException.class);
    }
  }

  void assertNothingOutside() throws IOException {
    try (Stream<Path> files = Files.list(base)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .isSubsetOf("in", "canary", "tree");
    }
    assertThat(Files.readAllBytes(base.resolve("canary"))).isEqualTo(CANARY);
    for (Path file : all(inbox)) {
      if (Files.isSymbolicLink(file)) {
        Path target = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
        assertThat(target.startsWith(inbox)).as("%s leads to %s", file, target).isTrue();
      } else {
        boolean known = Files.isDirectory(file) || Files.isRegularFile(file);
        assertThat(known).isTrue();
      }
    }
  }

  void assertSourceUnchanged() throws IOException {
    assertThat(Files.readAllBytes(source.resolve("short"))).isEqualTo(SHORT);
    assertThat(Files.readAllBytes(source.resolve("sub/text"))).isEqualTo(TEXT);
    assertThat(Files.size(source.resolve("sub/long"))).isEqualTo(LONG.length);
    assertThat(all(source)).hasSize(6);
  }

  /** Every file that has got its name holds what one of the sender's holds. */
  void assertContentsAreThoseOfTheSource() throws IOException {
    for (Path file : all(inbox)) {
      boolean temporary = file.getFileName().toString().startsWith(".");
      if (!temporary && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] content = Files.readAllBytes(file);
        assertThat(List.of(SHORT, TEXT, LONG, new byte[0]))
            .as("content of %s", file.getFileName())
            .anyMatch(original -> Arrays.equals(original, content));
      }
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> files = all(base);
    files.sort(Comparator.reverseOrder());
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static List<Path> all(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return new java.util.ArrayList<>(files.toList());
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(1).nextBytes(bytes);
    return bytes;
  }
}
