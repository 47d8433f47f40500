package io.p2pcopy.sctp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ChunkReaderPropertyTest {

  @Property
  void anyBytesAreReadOrRefused(@ForAll @Size(min = 12, max = 200) byte[] bytes) {
    readAll(bytes);
  }

  @Property
  void anyChunkOfAKnownTypeIsReadOrRefused(
      @ForAll @IntRange(max = 255) int type, @ForAll @Size(max = 80) byte[] value) {
    byte[] packet = new byte[CommonHeader.LENGTH + Chunk.HEADER + value.length];
    ByteBuffer.wrap(packet)
        .position(CommonHeader.LENGTH)
        .put((byte) type)
        .put((byte) 0xff)
        .putShort((short) (Chunk.HEADER + value.length))
        .put(value);

    assertThat(readAll(packet)).isLessThanOrEqualTo(1);
  }

  @Property
  void whatWasReadIsWrittenAsItWas(
      @ForAll int cumulative,
      @ForAll @LongRange(max = 0xffffffffL) long window,
      @ForAll @Size(max = 50) int[] gaps,
      @ForAll @Size(max = 20) int[] duplicates)
      throws MalformedPacketException {
    var chunk = new SackChunk(cumulative, window, gaps, duplicates);
    var packet = ByteBuffer.allocate(CommonHeader.LENGTH + chunk.length());
    chunk.writeTo(packet.position(CommonHeader.LENGTH));

    assertThat(new ChunkReader(packet.clear()).next()).usingRecursiveComparison().isEqualTo(chunk);
  }

  @Property
  void aTsnIsUnwrappedToTheNearest(
      @ForAll @LongRange(min = 1L << 32, max = 1L << 40) long tsn,
      @ForAll @IntRange(min = -1_000_000, max = 1_000_000) int distance) {
    assertThat(Tsn.unwrap((int) tsn, tsn + distance)).isEqualTo(tsn);
  }

  /** Returns how many chunks there were. */
  private static int readAll(byte[] bytes) {
    byte[] before = bytes.clone();
    var reader = new ChunkReader(ByteBuffer.wrap(bytes));
    int chunks = 0;
    try {
      while (reader.next() != null) {
        chunks++;
        assertThat(reader.peekType()).isBetween(-1, 255);
      }
    } catch (MalformedPacketException e) {
      assertThat(e).hasMessageMatching("[A-Za-z -]+");
    } catch (RuntimeException e) {
      fail(Arrays.toString(bytes), e);
    }
    assertThat(bytes).isEqualTo(before);
    return chunks;
  }
}
