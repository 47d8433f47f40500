package io.p2pcopy.sctp;

import static io.p2pcopy.sctp.Pump.MILLISECOND;

import io.p2pcopy.sctp.packet.CommonHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Packets of a real association, as seeds. */
final class RecordedPackets {

  private RecordedPackets() {}

  /**
   * Returns one packet of each combination of chunk types that two ends send each other from their
   * handshake to their shutdown, with losses between.
   */
  static List<byte[]> of(SctpConfig config) {
    var pump = new Pump(config, config);
    List<byte[]> packets = new ArrayList<>();
    Set<String> kinds = new HashSet<>();
    pump.passesFromLeft = packet -> keep(packet, kinds, packets);
    pump.passesFromRight = packet -> keep(packet, kinds, packets);
    pump.left.connect(pump.now);
    pump.run(100 * MILLISECOND);
    pump.sendLeft(1, Pump.bytes(100, 1));
    pump.right.send(pump.now, new OutgoingMessage(2, 51, Pump.bytes(3000, 2), true));
    pump.run(300 * MILLISECOND);
    // Every third packet is lost, which makes gaps and retransmissions.
    int[] count = {0};
    pump.passesFromLeft = packet -> keep(packet, kinds, packets) && ++count[0] % 3 > 0;
    for (int i = 0; i < 5; i++) {
      pump.sendLeft(i, Pump.bytes(2000, i));
    }
    pump.run(2000 * MILLISECOND);
    pump.left.resetStreams(pump.now, 1);
    pump.run(1000 * MILLISECOND);
    pump.run(20_000 * MILLISECOND);
    pump.left.shutdown(pump.now);
    pump.run(2000 * MILLISECOND);
    return packets;
  }

  private static boolean keep(byte[] packet, Set<String> kinds, List<byte[]> packets) {
    var types = new StringBuilder();
    ByteBuffer in = ByteBuffer.wrap(packet);
    for (int at = CommonHeader.LENGTH; at + 4 <= packet.length; ) {
      types.append(in.get(at)).append('/').append(in.get(at + 1)).append(' ');
      at += Math.max(4, in.getShort(at + 2) + 3 & ~3);
    }
    if (kinds.add(types.toString())) {
      packets.add(packet.clone());
    }
    return true;
  }
}
