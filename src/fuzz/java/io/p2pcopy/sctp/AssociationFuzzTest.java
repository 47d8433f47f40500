package io.p2pcopy.sctp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.sctp.packet.CommonHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Associations in each of their states, against a peer that sends what it likes. */
class AssociationFuzzTest {

  private static final SctpState[] STATES = SctpState.values();

  /** The first byte chooses state and kind, the rest is a sequence of steps. */
  @MethodSource("sequences")
  @FuzzTest
  void hostilePeer(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    int first = in.oneByte();
    FuzzedAssociation.in(
            STATES[(first & 0x3f) % STATES.length], (first & 0x40) != 0, (first & 0x80) != 0)
        .run(in);
  }

  /** Two associations with a network between them that does what the input says. */
  @MethodSource("networks")
  @FuzzTest
  void hostileNetwork(byte[] input) {
    new FuzzedNetwork(new FuzzInput(input)).run();
  }

  /** In each state, packets of a real association, then each of the other steps. */
  static Stream<byte[]> sequences() {
    List<byte[]> packets = RecordedPackets.of(SctpConfig.defaults());
    List<byte[]> seeds = new ArrayList<>();
    for (int state = 0; state < STATES.length; state++) {
      for (int kind : new int[] {0, 0x40, 0x80, 0xc0}) {
        Seeds seed = new Seeds().oneByte(state | kind);
        if (kind == 0) {
          for (byte[] packet : packets.subList(0, Math.min(8, packets.size()))) {
            byte[] chunks = Arrays.copyOfRange(packet, CommonHeader.LENGTH, packet.length);
            seed.oneByte(0).block(Arrays.copyOf(chunks, Math.min(chunks.length, 100)));
          }
        }
        for (int step = 2; step < 16; step++) {
          seed.oneByte(step).bytes(new byte[] {1, 3, 0, 1, 0, 0, 1, 20});
        }
        seeds.add(seed.build());
      }
    }
    return seeds.stream();
  }

  static Stream<byte[]> networks() {
    return Stream.of(
        new byte[] {0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        new byte[] {1, 1, 0x10, 0x21, 0x32, 0x43, 0x54, 0x65, 0x76, 1, 0, 0, 0, 0, 4, 4, 4, 4},
        new byte[] {3, 1, 1, 1, 0, 0, 0, 0, 9, 9, 9, 2, 2, 2, 2, 6, 6, 0x33, 0x44, 10, 11, 12});
  }
}
