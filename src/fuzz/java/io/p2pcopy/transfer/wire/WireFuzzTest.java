package io.p2pcopy.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.limit.PeerLimits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Control messages and frames of the transfer protocol, read and written. */
class WireFuzzTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final byte[] HASH = new byte[BlockHash.LENGTH];

  @MethodSource("controlMessages")
  @FuzzTest
  void controlMessage(byte[] input) {
    try {
      ControlMessage message = ControlCodec.decode(new Message(Message.Kind.TEXT, input));
      Message encoded = ControlCodec.encode(message);
      assertThat(ControlCodec.decode(encoded)).isEqualTo(message);
      if (message instanceof ControlMessage.Entries entries) {
        entries.list().forEach(WireFuzzTest::assertInside);
      }
    } catch (LocalFailureException e) {
      assertProtocolFailure(e);
    }
  }

  @MethodSource("frames")
  @FuzzTest
  void frame(byte[] input) {
    try {
      Frame frame = FrameCodec.decode(input);
      byte[] encoded = FrameCodec.encode(frame);
      // A block's content follows its frame in the same message.
      assertThat(input)
          .startsWith(new byte[] {encoded[0]})
          .hasSizeGreaterThanOrEqualTo(encoded.length);
      assertThat(FrameCodec.encode(FrameCodec.decode(encoded))).isEqualTo(encoded);
      assertThat(frame.entry()).isBetween(0L, PeerLimits.Transfer.ENTRIES);
      assertThat(frame.block()).isBetween(0L, (1L << 32) - 1);
    } catch (LocalFailureException e) {
      assertProtocolFailure(e);
    }
  }

  private static void assertInside(Entry entry) {
    for (String component : entry.path().split("/", -1)) {
      assertThat(component).isNotEmpty().isNotEqualTo(".").isNotEqualTo("..");
    }
    assertThat(ControlCodec.mostBytes(entry)).isPositive();
  }

  private static void assertProtocolFailure(LocalFailureException failure) {
    assertThat(failure.code()).isEqualTo(FailureCode.PROTOCOL);
    assertThat(failure.sentence()).startsWith("The other side ").endsWith(".");
  }

  static Stream<byte[]> controlMessages() {
    String commitment = "0f".repeat(32);
    return Stream.of(
            new ControlMessage.Hello(Role.SENDER, commitment, "p2pcopy 1", "abcd"),
            new ControlMessage.Reveal(commitment),
            new ControlMessage.Offer(ID, 2, 1, 1, 300, List.of("zstd")),
            new ControlMessage.TextOffer(ID, "Hello, w\u00f6rld"),
            new ControlMessage.Entries(
                List.of(
                    new DirectoryEntry("trip", 1_700_000_000_000L, 0755),
                    new FileEntry("trip/a", 100, 1_700_000_000_000L, 0644, 0),
                    new FileEntry("trip/\ud800", FileEntry.UNKNOWN_SIZE, 0, Entry.UNKNOWN_MODE, 0),
                    new LinkEntry("trip/l", "a"))),
            new ControlMessage.Offered(),
            new ControlMessage.Accept("zstd"),
            new ControlMessage.Refuse(),
            new ControlMessage.Credit(1 << 24),
            new ControlMessage.Send(0, 3),
            new ControlMessage.Skip(1, 2, SkipReason.NAME_TAKEN),
            new ControlMessage.Again(1, 7),
            new ControlMessage.Stored(3, List.of(1L)),
            new ControlMessage.Failed(1, "integrity", "detail"),
            new ControlMessage.Finish(),
            new ControlMessage.Verified(2, 300, 0),
            new ControlMessage.Abort("protocol", "detail"))
        .map(message -> ControlCodec.encode(message).payload());
  }

  static Stream<byte[]> frames() {
    return Stream.concat(
        Stream.of(
                new Frame.Same(1, 0, 3),
                new Frame.Hole(1, 3, 1L << 20),
                new Frame.End(1, 4 << 20, 1_700_000_000_000L, HASH),
                new Frame.Have(1, 0, new byte[3 * BlockHash.LENGTH]))
            .map(FrameCodec::encode),
        Stream.of(
            new Seeds()
                .bytes(FrameCodec.encode(new Frame.Block(0, 2, false, 100, 100, HASH)))
                .bytes(new byte[100])
                .build(),
            FrameCodec.encode(new Frame.Block(0, 2, true, 100, 40, HASH))));
  }
}
