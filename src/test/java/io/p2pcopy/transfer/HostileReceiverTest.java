package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.TransferException.Kind;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sender whose other side does not keep to the protocol. */
@Timeout(60)
class HostileReceiverTest {

  private final MemoryChannelPair channels = new MemoryChannelPair();
  private final RawPeer peer = new RawPeer(channels.right());
  private Path source;

  @BeforeEach
  void makeFile(@TempDir Path temporary) throws Exception {
    source = Files.write(temporary.resolve("a\"b.txt"), new byte[100]);
    Files.setLastModifiedTime(source, FileTime.fromMillis(1_234_567_890_123L));
  }

  @Test
  void aCorrectReceiverHearsWhatTheProtocolSays() throws Exception {
    var sending = TransferRun.send(source, channels.left());

    assertThat(peer.hear())
        .isEqualTo("{'type':'offer','name':'a\\'b.txt','size':100,'modified':1234567890123}");
    peer.say("{'type':'accept'}");
    assertThat(peer.hear()).isEqualTo("100 bytes");
    assertThat(peer.hear())
        .isEqualTo(
            "{'type':'end','sha256':'cd00e292c5970d3c5e2f0ffa5171e555bc46bfc4faddfb4a418b6840b86e79a3'}");
    peer.say("{'type':'verified'}");
    assertThat(peer.hear()).isEqualTo("closed");
    assertThat(sending.result().bytes()).isEqualTo(100);
  }

  @Test
  void theSenderIsNotDoneBeforeTheReceiverHasVerified() throws Exception {
    var sending = TransferRun.send(source, channels.left());
    peer.hear();
    peer.say("{'type':'accept'}");
    peer.hear();
    peer.hear();
    peer.close();

    assertFailed(sending, Kind.CONNECTION_LOST, "The other side closed the connection.");
  }

  @Test
  void aVerificationBeforeTheEndIsRefused() throws Exception {
    // Much more than fits in the queues of a network that stands still.
    Files.write(source, new byte[16 << 20]);
    channels.pauseAfter(1);
    var sending = TransferRun.send(source, channels.left());
    peer.hear();
    peer.say("{'type':'accept'}");
    assertThat(peer.hear()).isEqualTo("65536 bytes");
    channels.awaitPause(1 << 20);
    peer.say("{'type':'verified'}");
    channels.resume();

    assertRefused(sending, "The other side sent a message that was not due.");
  }

  @Test
  void aVerificationInPlaceOfAnAcceptanceIsRefused() throws Exception {
    var sending = TransferRun.send(source, channels.left());
    peer.say("{'type':'verified'}");

    assertRefused(sending, "The other side answered the offer with something else.");
  }

  @Test
  void aReplyInBinaryIsRefused() throws Exception {
    var sending = TransferRun.send(source, channels.left());
    peer.content(5);

    assertRefused(sending, "The other side sent content where none was due.");
  }

  @Test
  void aFloodOfRepliesIsRefusedAtBoundedMemory() throws Exception {
    var sending = TransferRun.send(source, channels.left());
    peer.say("{'type':'accept'}");
    for (int i = 0; i < 100_000; i++) {
      peer.say("{'type':'accept'}");
    }

    assertRefused(sending, "The other side sent a message that was not due.");
  }

  @Test
  void anotherVersionOfTheProtocolIsNamed() throws Exception {
    var other = new MemoryChannelPair("p2pcopy/2", 262_144, 1 << 20);
    var sending = TransferRun.send(source, other.left());
    closeAfterTheError(new RawPeer(other.right()));

    assertFailed(
        sending, Kind.PROTOCOL, "The other side speaks p2pcopy/2 and this side p2pcopy/1.");
  }

  @Test
  void aChannelForSomethingElseIsNotUsed() throws Exception {
    var other = new MemoryChannelPair("chat\u001b[2J", 262_144, 1 << 20);
    var sending = TransferRun.send(source, other.left());
    closeAfterTheError(new RawPeer(other.right()));

    assertFailed(
        sending, Kind.PROTOCOL, "The other side opened a channel that is not for copying files.");
  }

  @Test
  void aPeerThatTakesOnlyTinyMessagesIsRefused() throws Exception {
    var other = new MemoryChannelPair(TransferProtocol.NAME, 1_000, 1 << 20);
    var sending = TransferRun.send(source, other.left());
    closeAfterTheError(new RawPeer(other.right()));

    assertFailed(sending, Kind.PROTOCOL, "The other side takes messages of only 1000 bytes.");
  }

  @Test
  void messagesAreNotLargerThanThePeerTakes() throws Exception {
    var other = new MemoryChannelPair(TransferProtocol.NAME, 20_000, 1 << 20);
    var receiver = new RawPeer(other.right());
    Files.write(source, new byte[30_000]);
    TransferRun.send(source, other.left());
    receiver.hear();
    receiver.say("{'type':'accept'}");

    assertThat(receiver.hear()).isEqualTo("20000 bytes");
    assertThat(receiver.hear()).isEqualTo("10000 bytes");
    receiver.close();
  }

  @Test
  void aFileBeyondTwoGigabytesIsSentToItsLastByte() throws Exception {
    long size = (1L << 31) + 5;
    try (var sparse = new RandomAccessFile(source.toFile(), "rw")) {
      sparse.setLength(size);
    }
    var sending = TransferRun.send(source, channels.left());
    assertThat(peer.hear()).contains("'size':2147483653,");
    peer.say("{'type':'accept'}");

    long received = 0;
    String heard = peer.hear();
    while (heard.endsWith(" bytes")) {
      received += Long.parseLong(heard.substring(0, heard.length() - " bytes".length()));
      heard = peer.hear();
    }
    peer.say("{'type':'verified'}");

    assertThat(received).isEqualTo(size);
    assertThat(sending.result().bytes()).isEqualTo(size);
  }

  private void assertRefused(TransferRun sending, String sentence) throws Exception {
    String heard = peer.hear();
    while (!heard.contains("'error'")) {
      heard = peer.hear();
    }
    assertThat(heard).isEqualTo("{'type':'error','code':'protocol','detail':'" + sentence + "'}");
    peer.close();
    assertFailed(sending, Kind.PROTOCOL, sentence);
  }

  private static void closeAfterTheError(RawPeer receiver) throws Exception {
    assertThat(receiver.hear()).startsWith("{'type':'error','code':'protocol'");
    receiver.close();
  }

  private static void assertFailed(TransferRun run, Kind kind, String sentence) throws Exception {
    TransferException failure = run.failure();
    assertThat(failure).hasMessage(sentence);
    assertThat(failure.kind()).isEqualTo(kind);
  }
}
