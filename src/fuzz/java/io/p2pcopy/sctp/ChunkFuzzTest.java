package io.p2pcopy.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.ChunkReader;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.MalformedPacketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The chunks of a packet, read and written. */
class ChunkFuzzTest {

  @MethodSource("packets")
  @FuzzTest
  void chunks(byte[] input) {
    byte[] packet = new byte[CommonHeader.LENGTH + input.length];
    System.arraycopy(input, 0, packet, CommonHeader.LENGTH, input.length);
    var reader = new ChunkReader(ByteBuffer.wrap(packet));
    int length = CommonHeader.LENGTH;
    try {
      for (Chunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        length += Chunk.padded(chunk.length());
        assertThatItIsReadAsItIsWritten(chunk);
      }
    } catch (MalformedPacketException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    // The padding of the last one may be missing.
    assertThat(length).isLessThan(packet.length + 4);
  }

  /** Written and read twice, as what is unknown or wrong in a chunk need not be kept. */
  private static void assertThatItIsReadAsItIsWritten(Chunk chunk) throws MalformedPacketException {
    byte[] once = write(chunk);
    var reader = new ChunkReader(ByteBuffer.wrap(once));
    Chunk again = reader.next();
    assertThat(again).isNotNull().hasSameClassAs(chunk);
    assertThat(write(again)).isEqualTo(once);
    assertThat(reader.next()).isNull();
  }

  private static byte[] write(Chunk chunk) {
    int length = Chunk.padded(chunk.length());
    var out = ByteBuffer.allocate(CommonHeader.LENGTH + length).position(CommonHeader.LENGTH);
    chunk.writeTo(out);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  /** Those of a whole association, from the handshake to its end. */
  static Stream<byte[]> packets() {
    List<byte[]> seen = new ArrayList<>();
    for (boolean interleaving : new boolean[] {false, true}) {
      seen.addAll(RecordedPackets.of(SctpConfig.defaults().withInterleaving(interleaving)));
    }
    return seen.stream()
        .map(packet -> java.util.Arrays.copyOfRange(packet, CommonHeader.LENGTH, packet.length));
  }
}
