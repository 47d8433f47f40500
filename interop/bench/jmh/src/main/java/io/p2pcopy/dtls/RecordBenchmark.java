package io.p2pcopy.dtls;

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

/** Seals and opens records of 1200 bytes with AES-128-GCM. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBenchmark {
  private static final int LENGTH = 1200;
  private static final int KEY = 16;

  private final TrafficKey key = TrafficKey.ofClient(new byte[TrafficKey.blockLength(KEY)], KEY);
  private final RecordSealer sealer = new RecordSealer(key);
  private final RecordOpener opener = new RecordOpener(key);
  private final byte[] outgoing = new byte[2048];
  private final byte[] incoming = new byte[2048];
  private final byte[] plaintext = new byte[2048];
  private long sequence;

  public RecordBenchmark() {
    sealer.seal(RecordFormat.APPLICATION_DATA, sequence++, incoming, 0, LENGTH);
  }

  @Benchmark
  public int seal() {
    return sealer.seal(RecordFormat.APPLICATION_DATA, sequence++, outgoing, 0, LENGTH);
  }

  @Benchmark
  public int open() {
    int length = opener.open(incoming, 0, plaintext);
    if (length != LENGTH) {
      throw new IllegalStateException("the record did not open");
    }
    return length;
  }
}
