package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.AckSample;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.packet.Tsn;
import io.p2pcopy.sctp.timer.RttEstimator;

/**
 * Processes SACKs (RFC 9260, section 6.2.1): takes acknowledged chunks out of flight, detects
 * losses (RFC 8985), and updates the congestion controller.
 */
final class SackProcessor {

  private static final long NONE = 0;

  private final InFlight inFlight;
  private final RttEstimator rtt;
  private final CongestionController congestion;
  private final TailLossProbe probe;
  private final DeliveryRate deliveryRate;
  private final BlackHoleDetector blackHole;
  private final Rack rack;
  private final Recovery recovery = new Recovery();
  private final SpuriousTimeoutDetector spuriousTimeouts = new SpuriousTimeoutDetector();

  /** A TSN that a tail loss probe retransmitted and repaired, or {@link #NONE}. */
  private long repairedByProbe = NONE;

  /** RFC 9260, 7.2.4: the first packet of a fast retransmit ignores cwnd. */
  private boolean fastRetransmitPending;

  SackProcessor(
      InFlight inFlight,
      RttEstimator rtt,
      CongestionController congestion,
      TailLossProbe probe,
      DeliveryRate deliveryRate,
      BlackHoleDetector blackHole) {
    this.inFlight = inFlight;
    this.rtt = rtt;
    this.congestion = congestion;
    this.probe = probe;
    this.deliveryRate = deliveryRate;
    this.blackHole = blackHole;
    this.rack = new Rack(rtt);
  }

  /** The effect of a SACK. */
  enum SackResult {
    /** An old SACK, reordered on the path. */
    OUTDATED,
    NOTHING_NEW,
    /** It acknowledges new data. */
    PROGRESS
  }

  SackResult onSack(long now, SackChunk sack) throws ProtocolViolationException {
    long cumulative = Tsn.unwrap(sack.cumulativeTsnAck(), inFlight.cumulative());
    if (cumulative < inFlight.cumulative()) {
      return SackResult.OUTDATED;
    }
    if (cumulative >= inFlight.next()) {
      throw new ProtocolViolationException("a SACK for a TSN that was never sent");
    }
    var progress = new AckProgress(now, inFlight.bytes(), deliveryRate.acknowledged());
    boolean spurious = spuriousTimeouts.provesSpurious(now, sack, cumulative, inFlight, rack);
    deliveryRate.begin();
    boolean advanced = acknowledgeUpTo(cumulative, progress);
    acknowledgeGaps(sack.gapBlocks(), cumulative, progress);
    for (int wireTsn : sack.duplicateTsns()) {
      onDuplicate(now, Tsn.unwrap(wireTsn, cumulative));
    }
    if (!inFlight.isEmpty() && inFlight.at(cumulative + 1).state == SentChunk.State.ACKED) {
      // An earlier gap ack block acknowledged it; a cumulative TSN that stops before it means that
      // the receiver reneged.
      inFlight.renege();
    }
    if (spurious) {
      undoTimeout(now);
    }
    return finish(advanced, progress);
  }

  /** Detects losses when the reordering timer expires, at {@link #deadline}. */
  void onReorderingTimeout(long now) {
    long before = inFlight.bytes();
    deliveryRate.begin();
    boolean wasInRecovery = recovery.isFast();
    if (detectLosses(now)) {
      updateController(
          new AckProgress(now, before, deliveryRate.acknowledged()),
          before - inFlight.bytes(),
          false,
          wasInRecovery);
    }
  }

  /** Records that T3-rtx expired, before all chunks in flight are marked as lost. */
  void onRetransmissionTimeout(long now) {
    spuriousTimeouts.onTimeout(now, inFlight.oldest());
    recovery.onTimeout(inFlight.next() - 1);
  }

  /** Packets take another path: losses of the former one say nothing about it. */
  void startPath() {
    recovery.onTimeout(inFlight.next() - 1);
  }

  /** Returns when the reordering timer expires. */
  long deadline() {
    return rack.deadline();
  }

  boolean isFastRetransmitPending() {
    return fastRetransmitPending;
  }

  void onPacketSent() {
    fastRetransmitPending = false;
  }

  /** Returns how often fast recovery was entered. */
  long recoveries() {
    return recovery.timesEntered();
  }

  private boolean acknowledgeUpTo(long cumulative, AckProgress progress) {
    boolean advanced = cumulative > inFlight.cumulative();
    while (inFlight.cumulative() < cumulative) {
      SentChunk chunk = inFlight.at(inFlight.cumulative() + 1);
      if (chunk.state != SentChunk.State.ACKED) {
        acknowledge(chunk, progress);
      }
      inFlight.advance();
    }
    return advanced;
  }

  private void acknowledgeGaps(int[] blocks, long cumulative, AckProgress progress) {
    for (int block : blocks) {
      int start = SackChunk.gapStart(block);
      long end = Math.min(cumulative + SackChunk.gapEnd(block), inFlight.next() - 1);
      if (start < 2) {
        // Invalid: a gap ack block with this start would have advanced the cumulative TSN.
        continue;
      }
      for (long tsn = inFlight.nextUnacked(cumulative + start);
          tsn <= end;
          tsn = inFlight.nextUnacked(tsn + 1)) {
        acknowledge(inFlight.at(tsn), progress);
      }
    }
  }

  private void acknowledge(SentChunk chunk, AckProgress progress) {
    boolean needlesslyRepeated = spuriousTimeouts.answersEarlierCopy(chunk);
    boolean early = needlesslyRepeated || rack.answersEarlierCopy(progress.now, chunk);
    if (early || chunk.state == SentChunk.State.LOST) {
      onSpuriousLoss(progress.now, chunk.tsn);
    } else if (probe.takeRepeated(chunk.tsn)) {
      repairedByProbe = chunk.tsn;
    }
    if (chunk.state == SentChunk.State.IN_FLIGHT || chunk.state == SentChunk.State.LOST) {
      inFlight.acknowledge(chunk);
    }
    rack.onAcked(progress.now, chunk, early);
    blackHole.onAcked(chunk);
    deliveryRate.onAcked(progress.now, chunk, rtt.minimum());
    progress.onAcked(chunk, needlesslyRepeated);
  }

  /** Undoes a spurious timeout: the path delayed the packets but did not lose them. */
  private void undoTimeout(long now) {
    inFlight.restoreAllLost();
    rack.forgetArrivals();
    rtt.restart(spuriousTimeouts.roundTrip());
    probe.request();
    congestion.onSpuriousTimeout(now);
  }

  /** Processes a duplicate TSN report. */
  private void onDuplicate(long now, long tsn) {
    if (repairedByProbe == tsn) {
      // RFC 8985, 7.4.2: the probe was redundant; nothing was lost.
      repairedByProbe = NONE;
    } else {
      onSpuriousLoss(now, tsn);
    }
  }

  /** Records that a chunk marked as lost has arrived. */
  private void onSpuriousLoss(long now, long tsn) {
    if (!recovery.takeMarked(tsn)) {
      return;
    }
    rack.onSpuriousRetransmission(now);
    if (recovery.takeSpurious()) {
      congestion.onSpuriousRecovery(now);
    }
  }

  private SackResult finish(boolean advanced, AckProgress progress) {
    boolean progressed = deliveryRate.acknowledged() > progress.acknowledgedBefore;
    if (progress.rtt() != AckSample.NONE) {
      rtt.onSample(progress.rtt());
    }
    long inFlightAcked = inFlight.bytes();
    boolean wasInRecovery = recovery.isFast();
    recovery.onCumulative(inFlight.cumulative());
    boolean lossesFound = detectLosses(progress.now);
    if (progressed || lossesFound) {
      updateController(progress, inFlightAcked - inFlight.bytes(), advanced, wasInRecovery);
    }
    return progressed ? SackResult.PROGRESS : SackResult.NOTHING_NEW;
  }

  /** Detects losses and returns whether there are new ones. */
  private boolean detectLosses(long now) {
    long highest = rack.detect(now, inFlight, recovery, blackHole);
    if (repairedByProbe != NONE) {
      // RFC 8985, 7.4.2: the probe repaired an undetected loss, which still counts as congestion.
      highest = Math.max(highest, repairedByProbe);
      repairedByProbe = NONE;
    }
    if (highest == 0) {
      return false;
    }
    if (recovery.onLoss(highest, inFlight.next() - 1)) {
      rack.onRecoveryEntered();
      congestion.onRecoveryEntered(now, inFlight.bytes());
      fastRetransmitPending = inFlight.firstLost() != null;
    }
    return true;
  }

  private void updateController(
      AckProgress progress, long bytesLost, boolean advanced, boolean wasInRecovery) {
    congestion.onAck(
        new AckSample(
            progress.now,
            deliveryRate.acknowledged() - progress.acknowledgedBefore,
            bytesLost,
            advanced,
            wasInRecovery || recovery.isFast(),
            progress.rtt(),
            progress.inFlightBefore,
            inFlight.bytes(),
            deliveryRate.delivered(),
            deliveryRate.priorDelivered(),
            deliveryRate.sample(rtt.minimum()),
            deliveryRate.appLimited()));
  }
}
