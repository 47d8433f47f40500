package io.p2pcopy.ice.punch;

import io.p2pcopy.signal.NatBehavior;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The ports of the peer's address that the probes of an attempt go to, one after the other. */
final class PortSequence {

  /** NATs give no lower ones, and no service of the peer is meant. */
  static final int LOWEST = 1024;

  static final int HIGHEST = 65_535;

  /** The widest window of a regular NAT that is searched before other ports, in mappings. */
  private static final int STEPS_SEARCHED = 256;

  /** One probe of so many goes back: NATs may count down, or be asked by others in between. */
  private static final int ONE_BACK_OF = 4;

  /** How many mappings ahead the probes of a side with a block go. */
  private static final int STEPS_WITHIN = 96;

  /** The named port is anywhere in its block: this covers nine tenths of it, on average. */
  private static final double BLOCK_TO_EACH_SIDE = 0.7;

  /**
   * Where both sides guess, it does not matter which ports of the block are tried, as long as they
   * are in it: those next to the named one are most probably, whatever the width is.
   */
  private static final double WITHIN_TO_EACH_SIDE = 0.15;

  private final PunchMethod.PortChoice choice;
  private final NatBehavior peer;
  private final int named;
  private final RandomGenerator random;
  private final Set<Integer> used = new HashSet<>();

  /**
   * @param named the port that the peer's description names
   */
  PortSequence(PunchMethod.PortChoice choice, NatBehavior peer, int named, RandomGenerator random) {
    this.choice = choice;
    this.peer = peer;
    this.named = named;
    this.random = random;
  }

  /**
   * @param index of the probe
   * @param socket that sends it
   */
  int next(int index, int socket) {
    return switch (choice) {
      case NAMED -> named;
      case STEPS -> index < STEPS_SEARCHED ? atStep(nearest(index)) : unusedAnywhere();
      case BLOCK_THEN_ANY -> index < blockSize() ? unusedInBlock() : unusedAnywhere();
      case WITHIN_BLOCK -> withinBlock(index);
      case WITHIN_STEPS -> atStep(1 + index % STEPS_WITHIN);
      case AHEAD -> atStep(SteppingRange.ahead(socket));
      case OF_HOLDER -> atStep(SteppingRange.ofHolder(index));
      case ANY -> unusedAnywhere();
      case TFTP -> TftpRequest.PORT;
    };
  }

  /** Returns after how many probes the ports are repeated, or 0 if they are not. */
  int period() {
    return switch (choice) {
      case WITHIN_BLOCK -> 2 * withinToEachSide() + 1;
      case WITHIN_STEPS -> STEPS_WITHIN;
      default -> 0;
    };
  }

  private int withinBlock(int index) {
    return clipped(named - withinToEachSide() + index % period());
  }

  private int withinToEachSide() {
    return (int) (peer.width() * WITHIN_TO_EACH_SIDE);
  }

  /** Returns 0, 1, 2, -1, 3, 4, 5, -2 and so on. */
  private static int nearest(int index) {
    int back = (index + 1) / ONE_BACK_OF;
    return (index + 1) % ONE_BACK_OF == 0 ? -back : index - back;
  }

  private int atStep(int step) {
    int port = named + step * Math.max(1, peer.width());
    used.add(port);
    return clipped(port);
  }

  private int unusedAnywhere() {
    return unused(() -> LOWEST + random.nextInt(HIGHEST - LOWEST + 1));
  }

  private int unusedInBlock() {
    return unused(this::inBlock);
  }

  /** Does not search for long in a block that is used up. */
  private int unused(java.util.function.IntSupplier choice) {
    int port = choice.getAsInt();
    for (int i = 0; i < 64 && !used.add(port); i++) {
      port = choice.getAsInt();
    }
    return port;
  }

  private int inBlock() {
    int lowest = clipped(named - toEachSide());
    int highest = clipped(named + toEachSide());
    return lowest + random.nextInt(highest - lowest + 1);
  }

  private int blockSize() {
    return clipped(named + toEachSide()) - clipped(named - toEachSide()) + 1;
  }

  private int toEachSide() {
    return (int) (peer.width() * BLOCK_TO_EACH_SIDE);
  }

  private static int clipped(int port) {
    return Math.min(HIGHEST, Math.max(LOWEST, port));
  }
}
