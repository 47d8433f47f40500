package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writes and reads whole packets, checksum included: one with data, one SACK with 20 gaps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketBenchmark {
  private static final int PACKET = 1200;
  private static final int PORT = 5000;
  private static final int TAG = 0x12345678;

  private final byte[] payload = new byte[PACKET - CommonHeader.LENGTH - DataChunk.HEADER];
  private final SackChunk sack = new SackChunk(1000, 5 << 20, gaps(20), new int[0]);
  private final ByteBuffer out = ByteBuffer.allocate(PACKET);
  private final ByteBuffer dataPacket = ByteBuffer.allocate(PACKET);
  private final ByteBuffer sackPacket = ByteBuffer.allocate(PACKET);

  public PacketBenchmark() {
    write(dataPacket);
    dataPacket.flip();
    writeSack(sackPacket);
    sackPacket.flip();
  }

  @Benchmark
  public ByteBuffer writeData() {
    return write(out.clear());
  }

  @Benchmark
  public ByteBuffer writeSack() {
    return writeSack(out.clear());
  }

  @Benchmark
  public Chunk readData() throws MalformedPacketException {
    return read(dataPacket);
  }

  @Benchmark
  public Chunk readSack() throws MalformedPacketException {
    return read(sackPacket);
  }

  private ByteBuffer write(ByteBuffer packet) {
    CommonHeader.begin(packet, PORT, PORT, TAG);
    DataChunk.writeHeader(packet, false, DataChunk.BEGIN, 1001, 1, 1, 53, 0, payload.length);
    DataChunk.writePayload(packet, payload, 0, payload.length);
    CommonHeader.finish(packet, 0);
    return packet;
  }

  private ByteBuffer writeSack(ByteBuffer packet) {
    CommonHeader.begin(packet, PORT, PORT, TAG);
    sack.writeTo(packet);
    CommonHeader.finish(packet, 0);
    return packet;
  }

  private static Chunk read(ByteBuffer packet) throws MalformedPacketException {
    if (!CommonHeader.hasValidChecksum(packet)) {
      throw new IllegalStateException("the checksum is wrong");
    }
    return new ChunkReader(packet).next();
  }

  private static int[] gaps(int count) {
    int[] blocks = new int[count];
    for (int i = 0; i < count; i++) {
      blocks[i] = SackChunk.gapBlock(4 * i + 2, 4 * i + 4);
    }
    return blocks;
  }
}
