package io.p2pcopy.dtls;

import io.p2pcopy.limit.PeerLimits;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the peer's handshake messages together from fragments in any order, and gives them out whole
 * and in sequence (RFC 6347, sections 4.2.2 and 4.2.3). What it holds is bounded.
 */
final class MessageAssembler {

  /** What {@link #add} returns if no message came again. */
  static final int NONE = Integer.MAX_VALUE;

  private final Map<Integer, List<Partial>> partials = new HashMap<>();
  private int next;

  /** Returns the sequence number of the message that {@link #poll} waits for. */
  int next() {
    return next;
  }

  /**
   * Takes the content of one handshake record.
   *
   * @return the lowest sequence number among the messages in it that had been complete before, or
   *     {@link #NONE}
   */
  int add(byte[] array, int offset, int length, int epoch) {
    int stale = NONE;
    int end = offset + length;
    int at = offset;
    while (end - at >= HandshakeMessage.HEADER) {
      int fragmentLength = HandshakeMessage.uint24(array, at + 9);
      int body = at + HandshakeMessage.HEADER;
      if (fragmentLength > end - body) {
        break;
      }
      int sequence = RecordFormat.getShort(array, at + 4);
      if (sequence < next) {
        stale = Math.min(stale, sequence);
      } else {
        addFragment(array, at, sequence, fragmentLength, epoch);
      }
      at = body + fragmentLength;
    }
    return stale;
  }

  /** Returns the next message in sequence once it is complete. */
  @Nullable HandshakeMessage poll() {
    for (Partial variant : partials.getOrDefault(next, List.of())) {
      if (variant.isComplete()) {
        partials.remove(next);
        return new HandshakeMessage(variant.type, next++, variant.body);
      }
    }
    return null;
  }

  private void addFragment(byte[] array, int at, int sequence, int fragmentLength, int epoch) {
    int type = array[at] & 0xff;
    int length = HandshakeMessage.uint24(array, at + 1);
    int fragmentOffset = HandshakeMessage.uint24(array, at + 6);
    if (sequence
            >= Math.min(next + PeerLimits.Dtls.MESSAGES_AHEAD, PeerLimits.Dtls.HANDSHAKE_MESSAGES)
        || length > HandshakeMessage.MAX_BODY
        || fragmentOffset + fragmentLength > length
        || !belongsTo(epoch, type)) {
      return;
    }
    variant(sequence, type, length)
        .add(array, at + HandshakeMessage.HEADER, fragmentOffset, fragmentLength);
  }

  /** Returns the message that fragments with this type and length belong to. */
  private Partial variant(int sequence, int type, int length) {
    List<Partial> variants = partials.computeIfAbsent(sequence, s -> new ArrayList<>());
    for (Partial variant : variants) {
      if (variant.type == type && variant.body.length == length) {
        return variant;
      }
    }
    if (variants.size() == PeerLimits.Dtls.VARIANTS_PER_MESSAGE) {
      variants.remove(0);
    }
    Partial variant = new Partial(type, length);
    variants.add(variant);
    return variant;
  }

  /** Only Finished is protected: it is the first message after the change of keys. */
  private static boolean belongsTo(int epoch, int type) {
    return (type == HandshakeMessage.FINISHED) == (epoch == RecordFormat.PROTECTED_EPOCH);
  }

  private static final class Partial {
    final int type;
    final byte[] body;
    private final BitSet arrived = new BitSet();

    Partial(int type, int length) {
      this.type = type;
      this.body = new byte[length];
    }

    void add(byte[] array, int from, int offset, int length) {
      System.arraycopy(array, from, body, offset, length);
      arrived.set(offset, offset + length);
    }

    boolean isComplete() {
      return arrived.nextClearBit(0) >= body.length;
    }
  }
}
