package io.p2pcopy.sctp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.sim.SeenPacket.Chunk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeenPacketTest {

  @Test
  void anObserverReadsWhatTheForgeHasWritten() {
    byte[] packet =
        PacketForge.packet(0x01020304)
            .data(3, -1, 7, 65_535, 51, new byte[5])
            .chunk(SeenPacket.COOKIE_ACK, 0, new byte[0])
            .build();

    SeenPacket seen = view(packet);

    // 12 bytes of common header, 16 + 5 + 3 of DATA, 4 of COOKIE ACK.
    assertThat(seen.length()).isEqualTo(40);
    assertThat(seen.verificationTag()).isEqualTo(0x01020304);
    assertThat(seen.chunks())
        .containsExactly(
            new Chunk(SeenPacket.DATA, 3, 12, 21), new Chunk(SeenPacket.COOKIE_ACK, 0, 36, 4));
    assertThat(seen.tsns()).containsExactly(-1);
    assertThat(seen.userBytes()).isEqualTo(5);
    assertThat(seen.streamSequenceNumbers(7)).containsExactly(65_535);
    assertThat(seen.streamSequenceNumbers(8)).isEmpty();
  }

  @Test
  void anObserverIsNotConfusedByNonsense() {
    byte[] cut = PacketForge.packet(1).chunk(SeenPacket.DATA, 0, 4_000, new byte[8]).build();

    assertThat(view(cut).chunks()).isEmpty();
    assertThat(view(new byte[3]).chunks()).isEmpty();
  }

  @Test
  void theChecksumIsCrc32cInTheByteOrderOfSctp() {
    // RFC 3720, B.4: 32 bytes of zeros give aa 36 91 8a.
    byte[] zeros = PacketForge.withChecksum(new byte[32]);

    assertThat(ByteBuffer.wrap(zeros).getInt(8)).isEqualTo(0xaa36918a);
  }

  @Test
  void aDamagedContentHasAnotherChecksum() {
    byte[] text = "a packet that is long enough".getBytes(StandardCharsets.US_ASCII);
    byte[] one = PacketForge.withChecksum(text.clone());
    text[20] ^= 1;
    byte[] other = PacketForge.withChecksum(text.clone());

    assertThat(ByteBuffer.wrap(one).getInt(8)).isNotEqualTo(ByteBuffer.wrap(other).getInt(8));
  }

  private static SeenPacket view(byte[] packet) {
    return new SeenPacket(ByteBuffer.wrap(packet));
  }
}
