package io.p2pcopy.sctp.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DataReceiverPropertyTest {

  private static final long FIRST_TSN = (1L << 32) + 0xFFFF_FFF0L;

  @SuppressWarnings("ArrayRecordComponent") // Compared by their elements.
  private record Sent(int streamId, boolean unordered, byte[] payload) {}

  @Property(tries = 300)
  void anyOrderOfArrivalWithDuplicatesGivesTheMessages(
      @ForAll long seed, @ForAll boolean interleaved) throws Exception {
    var random = new Random(seed);
    var sent = new ArrayList<Sent>();
    List<DataChunk> chunks = interleaved ? mixed(random, sent) : chunksOf(random, sent);
    var arriving = new ArrayList<>(chunks);
    for (DataChunk chunk : chunks) {
      if (random.nextInt(4) == 0) {
        arriving.add(chunk);
      }
    }
    Collections.shuffle(arriving, random);

    var receiver =
        new DataReceiver(
            SctpConfig.defaults(),
            FIRST_TSN,
            10,
            interleaved,
            interleaved,
            new RttEstimator(SctpConfig.defaults()),
            new ArrayDeque<AssociationEvent>());
    var arrived = new TreeSet<Long>();
    for (DataChunk chunk : arriving) {
      assertThat(receiver.onData(chunk)).isTrue();
      arrived.add(io.p2pcopy.sctp.packet.Tsn.unwrap(chunk.tsn(), FIRST_TSN));
      assertSackTells(receiver.takeSack(10_000), receiver.cumulativeTsn(), arrived);
    }

    for (int streamId = 0; streamId < 3; streamId++) {
      List<byte[]> ordered = new ArrayList<>();
      List<byte[]> unordered = new ArrayList<>();
      IncomingMessage message = receiver.receive(streamId);
      while (message != null) {
        (message.unordered() ? unordered : ordered).add(message.payload());
        message = receiver.receive(streamId);
      }
      int id = streamId;
      assertThat(ordered)
          .containsExactlyElementsOf(
              sent.stream()
                  .filter(s -> s.streamId == id && !s.unordered)
                  .map(Sent::payload)
                  .toList());
      assertThat(unordered)
          .containsExactlyInAnyOrderElementsOf(
              sent.stream()
                  .filter(s -> s.streamId == id && s.unordered)
                  .map(Sent::payload)
                  .toList());
    }
    assertThat(receiver.buffered()).isZero();
    assertThat(receiver.duplicates()).isEqualTo(arriving.size() - chunks.size());
  }

  private static void assertSackTells(SackChunk sack, long cumulative, Set<Long> arrived) {
    var reported = new TreeSet<Long>();
    for (long tsn = FIRST_TSN; tsn <= cumulative; tsn++) {
      reported.add(tsn);
    }
    for (int block : sack.gapBlocks()) {
      for (int at = SackChunk.gapStart(block); at <= SackChunk.gapEnd(block); at++) {
        reported.add(cumulative + at);
      }
    }
    assertThat(sack.cumulativeTsnAck()).isEqualTo((int) cumulative);
    assertThat(reported).isEqualTo(arrived);
  }

  /** The same in I-DATA, with the fragments of all streams mixed. */
  private static List<DataChunk> mixed(Random random, List<Sent> sent) {
    var rest = new ArrayList<ArrayDeque<DataChunk>>();
    for (int stream = 0; stream < 3; stream++) {
      rest.add(new ArrayDeque<>());
    }
    int[][] messageIds = new int[2][3];
    int fragment = 0;
    for (DataChunk chunk : chunksOf(random, sent)) {
      fragment = chunk.isBegin() ? 0 : fragment + 1;
      int[] ids = messageIds[chunk.isUnordered() ? 1 : 0];
      int id = ids[chunk.streamId()];
      if (chunk.isEnd()) {
        ids[chunk.streamId()]++;
      }
      rest.get(chunk.streamId()).add(interleaved(chunk, 0, id, fragment));
    }
    var chunks = new ArrayList<DataChunk>();
    rest.removeIf(ArrayDeque::isEmpty);
    while (!rest.isEmpty()) {
      ArrayDeque<DataChunk> stream = rest.get(random.nextInt(rest.size()));
      DataChunk chunk = stream.remove();
      int tsn = (int) FIRST_TSN + chunks.size();
      chunks.add(interleaved(chunk, tsn, chunk.sequence(), chunk.fragment()));
      rest.removeIf(ArrayDeque::isEmpty);
    }
    return chunks;
  }

  private static DataChunk interleaved(DataChunk chunk, int tsn, int messageId, int fragment) {
    return new DataChunk(
        true,
        chunk.flags(),
        tsn,
        chunk.streamId(),
        messageId,
        chunk.payloadProtocolId(),
        fragment,
        chunk.buffer(),
        chunk.offset(),
        chunk.payloadLength());
  }

  private static List<DataChunk> chunksOf(Random random, List<Sent> sent) {
    int[] ssns = new int[3];
    var chunks = new ArrayList<DataChunk>();
    int tsn = (int) FIRST_TSN;
    for (int i = 0; i < 12; i++) {
      byte[] payload = new byte[1 + random.nextInt(60)];
      random.nextBytes(payload);
      var message = new Sent(random.nextInt(3), random.nextInt(3) == 0, payload);
      sent.add(message);
      int ssn = message.unordered ? 0 : ssns[message.streamId]++;
      int fragment = 1 + random.nextInt(20);
      for (int at = 0; at < payload.length; at += fragment) {
        int length = Math.min(fragment, payload.length - at);
        int flags =
            (at == 0 ? DataChunk.BEGIN : 0)
                | (at + length == payload.length ? DataChunk.END : 0)
                | (message.unordered ? DataChunk.UNORDERED : 0);
        chunks.add(
            new DataChunk(
                false,
                flags,
                tsn++,
                message.streamId,
                ssn,
                51,
                0,
                ByteBuffer.wrap(payload),
                at,
                length));
      }
    }
    return chunks;
  }
}
