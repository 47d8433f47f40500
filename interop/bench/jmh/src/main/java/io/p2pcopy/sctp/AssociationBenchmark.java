package io.p2pcopy.sctp;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Carries one message of 64 KiB from one association to another in memory, with all packets and
 * acknowledgements, on a path that takes 50 microseconds each way.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AssociationBenchmark {
  private static final int STREAM = 1;
  private static final int BINARY = 53;
  private static final long ONE_WAY = 50_000;

  private final byte[] payload = new byte[64 * 1024];
  private final ByteBuffer packet = ByteBuffer.allocate(2048);
  private final Association sender = Association.create(SctpConfig.defaults(), new Random(1));
  private final Association receiver = Association.create(SctpConfig.defaults(), new Random(2));
  private long now;

  @Setup
  public void connect() {
    sender.connect(now);
    receiver.connect(now);
    while (sender.state() != SctpState.ESTABLISHED || receiver.state() != SctpState.ESTABLISHED) {
      exchange();
    }
  }

  @Benchmark
  public IncomingMessage oneMessage() {
    sender.send(now, new OutgoingMessage(STREAM, BINARY, payload, false));
    IncomingMessage message = receiver.receive(STREAM);
    while (message == null) {
      exchange();
      message = receiver.receive(STREAM);
    }
    return message;
  }

  private void exchange() {
    carry(sender, receiver);
    carry(receiver, sender);
  }

  private void carry(Association from, Association to) {
    boolean moved = false;
    long arrival = now + ONE_WAY;
    while (from.pollTransmit(now, packet.clear())) {
      to.handlePacket(arrival, packet.flip());
      moved = true;
    }
    now = moved ? arrival : Math.max(now, Math.min(sender.nextTimeout(), receiver.nextTimeout()));
    sender.handleTimeout(now);
    receiver.handleTimeout(now);
    drainEvents(sender);
    drainEvents(receiver);
  }

  private static void drainEvents(Association association) {
    AssociationEvent event = association.pollEvent();
    while (event != null) {
      if (event instanceof AssociationEvent.Closed closed) {
        throw new IllegalStateException(closed.toString());
      }
      event = association.pollEvent();
    }
  }
}
