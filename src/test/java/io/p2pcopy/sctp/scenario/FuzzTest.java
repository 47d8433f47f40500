package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.duplication;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.COOKIE_ACK;
import static io.p2pcopy.sctp.sim.SeenPacket.COOKIE_ECHO;
import static io.p2pcopy.sctp.sim.SeenPacket.RE_CONFIG;
import static io.p2pcopy.sctp.sim.SeenPacket.SHUTDOWN_COMPLETE;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.micros;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PacketForge;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.SeenPacket;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets that no peer should send, to the left end in each of its states. */
@ExtendWith(SeedReport.class)
public class FuzzTest {
  private static final long SEED = 2024;
  private static final int PACKETS = 4_000;
  private static final int WINDOW = 256 * KIB;

  /** The window, and once more a message of that size that fills gaps. */
  private static final long MOST_BUFFERED = 2 * WINDOW;

  private final RandomGenerator random = new SplittableRandom(SEED);
  private final VirtualPath path = VirtualPath.seeded(SEED, rtt(millis(20)));
  private final SctpConfig config = kind().withReceiveWindow(WINDOW);
  private final AssociationPair pair = AssociationPair.over(path, config);
  private final List<byte[]> seen = new ArrayList<>();

  SctpConfig kind() {
    return SctpConfig.defaults();
  }

  @ParameterizedTest
  @EnumSource(SctpState.class)
  void noiseChangesNothing(SctpState state) {
    bringLeftInto(state);
    long answers = path.fromLeft().counters().offered();

    for (int i = 0; i < PACKETS; i++) {
      pair.left().inject(randomBytes(random.nextInt(200)));
    }

    assertThat(pair.left().state()).isEqualTo(state);
    assertThat(pair.left().stats().badPackets()).isEqualTo(PACKETS);
    assertThat(path.fromLeft().counters().offered()).isEqualTo(answers);
  }

  @ParameterizedTest
  @EnumSource(SctpState.class)
  void packetsWithAWrongVerificationTagDoNotEndAnAssociation(SctpState state) {
    bringLeftInto(state);
    List<byte[]> corpus = corpus();

    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = mutated(pick(corpus));
      if (packet.length >= 12) {
        // Bit 0 of a tag that is not zero: never the right one, never the zero of an INIT.
        packet[4] ^= 0x55;
        pair.left().inject(PacketForge.withChecksum(packet));
      }
    }

    assertThat(pair.left().state()).isEqualTo(state);
  }

  @ParameterizedTest
  @EnumSource(SctpState.class)
  void mutatedPacketsOfAPeerNeverThrowAndTheEndStaysInControl(SctpState state) {
    bringLeftInto(state);
    List<byte[]> corpus = corpus();

    hammer(() -> PacketForge.withChecksum(mutated(pick(corpus))));

    assertThatLeftIsInControl();
  }

  @ParameterizedTest
  @EnumSource(SctpState.class)
  void randomChunksWithARightTagNeverThrowAndTheEndStaysInControl(SctpState state) {
    bringLeftInto(state);
    int tag = tagOfLeft();

    hammer(() -> randomChunks(tag));

    assertThatLeftIsInControl();
  }

  @Test
  void anEstablishedAssociationStillWorksAfterNoiseAndWrongTags() {
    bringLeftInto(SctpState.ESTABLISHED);
    pair.left().sendContinuously(message(10_000), 200);
    List<byte[]> corpus = corpus();
    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = mutated(pick(corpus));
      if (packet.length >= 12) {
        packet[5] ^= 0x11;
        pair.left().inject(PacketForge.withChecksum(packet.clone()));
        pair.right().inject(PacketForge.withChecksum(packet));
      }
      pair.runFor(millis(1));
    }

    pair.runUntilDelivered();

    // And the one of before.
    assertThat(pair.right().received()).isEqualTo(201);
  }

  @Test
  void replayedPacketsOfTheSameAssociationDoNoHarm() {
    bringLeftInto(SctpState.ESTABLISHED);
    List<byte[]> toLeft = new ArrayList<>(seen);
    path.fromRight().observe(packet -> toLeft.add(packet.bytes()));
    pair.left().sendContinuously(message(10_000), 300, 30_000);
    pair.right().sendContinuously(message(3_000).onStream(2).asUnordered(), 300, 30_000);
    for (int i = 0; i < PACKETS / 4; i++) {
      pair.runFor(millis(2));
      pair.left().inject(pick(toLeft).clone());
    }

    pair.runUntilDelivered();

    assertThat(pair.left().isEstablished()).isTrue();
    // And the one of before.
    assertThat(pair.right().received()).isEqualTo(301);
    assertThat(pair.left().received()).isEqualTo(301);
  }

  @Test
  void fragmentsWithoutEndDoNotFillTheMemory() {
    bringLeftInto(SctpState.ESTABLISHED);
    pair.left().stopComparing();
    int tag = tagOfLeft();
    int tsn = nextTsnToLeft();
    long memory = usedMemory();

    // Single bytes, every second TSN missing, none ever complete.
    for (int i = 0; i < 30_000; i++) {
      byte[] fragment = {(byte) i};
      pair.left().inject(data(tag, 4, tsn + 2 + 2 * i, i, fragment));
      pair.runFor(micros(10));
    }

    assertThat(pair.left().stats().receiveBuffered()).isLessThanOrEqualTo(MOST_BUFFERED);
    assertThat(usedMemory() - memory).isLessThan(100L * WINDOW);
  }

  @Test
  void aMessageWithoutEndIsRefused() {
    bringLeftInto(SctpState.ESTABLISHED);
    pair.left().stopComparing();
    int tag = tagOfLeft();
    int tsn = nextTsnToLeft();

    for (int i = 0; i < 2_000; i++) {
      int flags = i == 0 ? 2 : 0;
      pair.left().inject(data(tag, flags, tsn + i, 0, new byte[1_000]));
    }

    assertThat(pair.left().stats().receiveBuffered()).isLessThanOrEqualTo(MOST_BUFFERED);
  }

  /** A fragment, in a chunk of the kind that both ends have agreed upon. */
  private byte[] data(int tag, int flags, int tsn, int messageId, byte[] payload) {
    PacketForge packet = PacketForge.packet(tag);
    int fragment = messageId == 0 ? tsn - nextTsnToLeft() : 1;
    return config.interleaving()
        ? packet.interleaved(flags, tsn, 1, messageId, fragment, payload).build()
        : packet.data(flags, tsn, 1, 0, 0, payload).build();
  }

  private void hammer(Supplier<byte[]> packets) {
    pair.left().stopComparing();
    long sentBefore = path.fromLeft().counters().offeredBytes();
    long injected = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = packets.get();
      injected += packet.length;
      pair.left().inject(packet);
      if (random.nextInt(20) == 0) {
        pair.runFor(millis(random.nextInt(200)));
      }
      assertThat(pair.left().stats().receiveBuffered()).isLessThanOrEqualTo(MOST_BUFFERED);
    }
    // Nobody can be made to send much more than he is sent, what he has to say himself apart.
    long answered = path.fromLeft().counters().offeredBytes() - sentBefore;
    assertThat(answered).isLessThan(4 * injected + 4L * KIB * KIB);
  }

  /** Whatever the state now is, time passes quietly and an abort still ends it. */
  private void assertThatLeftIsInControl() {
    pair.runFor(seconds(20));
    if (!pair.left().isClosed()) {
      pair.left().abort("enough");
      pair.runFor(seconds(1));
    }
    assertThat(pair.left().isClosed()).isTrue();
    assertThat(pair.left().state()).isEqualTo(SctpState.CLOSED);
    long sent = path.fromLeft().counters().offered();
    pair.runFor(seconds(60));
    assertThat(path.fromLeft().counters().offered()).isEqualTo(sent);
  }

  /** Stops the world at the moment at which the left end is in this state. */
  private void bringLeftInto(SctpState state) {
    path.fromRight().observe(packet -> seen.add(packet.bytes()));
    switch (state) {
      case CLOSED -> {}
      case COOKIE_WAIT -> {
        path.dropEvery().packetsFromRight();
        pair.left().connect();
      }
      case COOKIE_ECHOED -> {
        path.dropEvery().packetsFromRight(containing(COOKIE_ACK));
        path.dropEvery().packetsFromLeft(containing(COOKIE_ECHO));
        pair.left().connect();
      }
      case ESTABLISHED -> connectAndTalk();
      case SHUTDOWN_PENDING -> {
        connectAndTalk();
        path.dropEvery().packetsFromRight();
        pair.left().send(message(20_000));
        pair.left().shutdown();
      }
      case SHUTDOWN_SENT -> {
        connectAndTalk();
        path.dropEvery().packetsFromRight();
        pair.left().shutdown();
      }
      case SHUTDOWN_RECEIVED -> {
        connectAndTalk();
        path.dropEvery().packetsFromLeft(SeenPacket::hasData);
        pair.left().send(message(20_000));
        pair.runFor(millis(15));
        pair.right().shutdown();
      }
      case SHUTDOWN_ACK_SENT -> {
        connectAndTalk();
        path.dropEvery().packetsFromRight(containing(SHUTDOWN_COMPLETE));
        pair.right().shutdown();
      }
    }
    pair.runFor(millis(40));
    assertThat(pair.left().state()).isEqualTo(state);
  }

  private void connectAndTalk() {
    pair.connect();
    pair.left().send(message(3_000));
    pair.right().send(message(3_000).onStream(5));
    pair.runUntilDelivered();
    pair.runFor(millis(500));
  }

  /** Packets that the left end has got, and if there are none, those of another association. */
  private List<byte[]> corpus() {
    List<byte[]> packets = new ArrayList<>(seen);
    var otherPath = VirtualPath.seeded(SEED, rtt(millis(20)));
    var other = AssociationPair.over(otherPath, config);
    otherPath.fromRight().observe(packet -> packets.add(packet.bytes()));
    other.connect();
    otherPath.change(loss(0.05), duplication(0.1), reordering(0.1, millis(30)));
    for (int i = 0; i < 10; i++) {
      other.right().send(message(1 + i * 500).onStream(i));
      other.left().send(message(5_000));
      other.right().resetStreams(i);
      other.runFor(millis(300));
    }
    other.runFor(seconds(20));
    other.right().shutdown();
    other.runFor(seconds(5));
    assertThat(packets).anyMatch(packet -> view(packet).has(RE_CONFIG));
    int tag = tagOfLeft();
    for (byte[] packet : packets) {
      if (view(packet).verificationTag() != 0) {
        ByteBuffer.wrap(packet).putInt(4, tag);
      }
    }
    return packets;
  }

  private static SeenPacket view(byte[] packet) {
    return new SeenPacket(ByteBuffer.wrap(packet));
  }

  /** The tag that packets to the left end carry; any, as long as it has none. */
  private int tagOfLeft() {
    return seen.stream()
        .mapToInt(packet -> view(packet).verificationTag())
        .filter(tag -> tag != 0)
        .findFirst()
        .orElse(0x01020304);
  }

  private int nextTsnToLeft() {
    return seen.stream()
            .flatMap(packet -> view(packet).tsns().stream())
            .reduce((first, second) -> second)
            .orElseThrow()
        + 1;
  }

  private byte[] pick(List<byte[]> packets) {
    return packets.get(random.nextInt(packets.size()));
  }

  private byte[] mutated(byte[] original) {
    byte[] packet = original.clone();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = 12 + random.nextInt(Math.max(1, Math.min(packet.length, 64) - 12));
      if (at >= packet.length) {
        break;
      }
      switch (random.nextInt(5)) {
        case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> packet[at] = (byte) random.nextInt();
        case 2 -> packet[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
        case 3 -> packet = Arrays.copyOf(packet, 12 + random.nextInt(packet.length - 11));
        default -> packet = joined(packet, pick(seen.isEmpty() ? List.of(packet) : seen));
      }
    }
    return packet;
  }

  /** The chunks of both packets in one. */
  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length + second.length > 1_500 || second.length < 12) {
      return first;
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length - 12);
    System.arraycopy(second, 12, both, first.length, second.length - 12);
    return both;
  }

  private byte[] randomChunks(int tag) {
    int[] types = {
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 64, 128, 130, 132, 192, 193, 194, 255
    };
    var forge = PacketForge.packet(random.nextInt(20) == 0 ? 0 : tag);
    int chunks = 1 + random.nextInt(4);
    for (int i = 0; i < chunks; i++) {
      int type = types[random.nextInt(types.length)];
      // ABORT and SHUTDOWN COMPLETE would end most runs at once.
      if ((type == 6 || type == 14) && random.nextInt(50) > 0) {
        continue;
      }
      byte[] value = randomBytes(4 * random.nextInt(10) + (random.nextInt(4) == 0 ? 1 : 0));
      if (random.nextBoolean()) {
        Arrays.fill(value, 0, Math.min(value.length, 4), (byte) 0);
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(70) : value.length + 4;
      forge.chunk(type, random.nextInt(8), length, value);
    }
    return forge.build();
  }

  private byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
