package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.AckSample;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.packet.Tsn;
import io.p2pcopy.sctp.timer.RttEstimator;

/**
 * Takes out of flight what SACKs acknowledge, finds what is lost, and tells the congestion
 * controller of both (RFC 9260, section 6.2.1; RFC 8985).
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
  private final SpuriousTimeoutDetector timeoutCheck = new SpuriousTimeoutDetector();

  /** A TSN that only a probe's copy brought to the peer, {@link #NONE} if there is none. */
  private long repairedByProbe = NONE;

  /** RFC 9260, 7.2.4: the first packet of a fast retransmit ignores the congestion window. */
  private boolean retransmitAtOnce;

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

  /** What a SACK brought. */
  enum News {
    /** Later ones have overtaken it. */
    OUTDATED,
    NOTHING_NEW,
    /** It acknowledges what none had acknowledged before. */
    PROGRESS
  }

  News onSack(long now, SackChunk sack) throws ProtocolViolationException {
    long cumulative = Tsn.unwrap(sack.cumulativeTsnAck(), inFlight.cumulative());
    if (cumulative < inFlight.cumulative()) {
      return News.OUTDATED;
    }
    if (cumulative >= inFlight.next()) {
      throw new ProtocolViolationException("a SACK for a TSN that was never sent");
    }
    var progress = new AckProgress(now, inFlight.bytes(), deliveryRate.acknowledged());
    boolean tooEarly = timeoutCheck.provesTooEarly(now, sack, cumulative, inFlight, rack);
    deliveryRate.begin();
    boolean advanced = acknowledgeUpTo(cumulative, progress);
    acknowledgeGaps(sack.gapBlocks(), cumulative, progress);
    for (int wireTsn : sack.duplicateTsns()) {
      onDuplicate(now, Tsn.unwrap(wireTsn, cumulative));
    }
    if (!inFlight.isEmpty() && inFlight.at(cumulative + 1).state == SentChunk.State.ACKED) {
      // A gap block told of it before, and a cumulative TSN that stops short of it takes that back.
      inFlight.renege();
    }
    if (tooEarly) {
      undoTimeout(now);
    }
    return finish(advanced, progress);
  }

  /** To be called at {@link #deadline}. */
  void onReorderingTimeout(long now) {
    long before = inFlight.bytes();
    deliveryRate.begin();
    boolean wasInRecovery = recovery.isFast();
    if (detectLosses(now)) {
      tellController(
          new AckProgress(now, before, deliveryRate.acknowledged()),
          before - inFlight.bytes(),
          false,
          wasInRecovery);
    }
  }

  /** T3-rtx has expired: everything that is in flight counts as lost. */
  void onRetransmissionTimeout(long now) {
    timeoutCheck.onTimeout(now, inFlight.oldest());
    recovery.onTimeout(inFlight.next() - 1);
  }

  /** Returns when more may be lost though nothing arrives. */
  long deadline() {
    return rack.deadline();
  }

  boolean wantRetransmissionAtOnce() {
    return retransmitAtOnce;
  }

  void onPacketSent() {
    retransmitAtOnce = false;
  }

  /** Returns how many episodes of losses there were. */
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
        // Nothing that can be a gap block: it would have moved the cumulative TSN.
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
    boolean needlesslyRepeated = timeoutCheck.answersEarlierCopy(chunk);
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

  /** Nothing was lost; the path has only been silent for longer than ever before. */
  private void undoTimeout(long now) {
    inFlight.takeBackAllLost();
    rack.forgetArrivals();
    rtt.restart(timeoutCheck.roundTrip());
    probe.want();
    congestion.onSpuriousTimeout(now);
  }

  /** The peer reports that a chunk arrived twice. */
  private void onDuplicate(long now, long tsn) {
    if (repairedByProbe == tsn) {
      // RFC 8985, 7.4.2: the probe was one copy too many; nothing was lost.
      repairedByProbe = NONE;
    } else {
      onSpuriousLoss(now, tsn);
    }
  }

  /** A chunk arrived that was taken for lost. */
  private void onSpuriousLoss(long now, long tsn) {
    if (!recovery.takeMarked(tsn)) {
      return;
    }
    rack.onSpuriousRetransmission(now);
    if (recovery.takeUndone()) {
      congestion.onSpuriousRecovery(now);
    }
  }

  private News finish(boolean advanced, AckProgress progress) {
    boolean progressed = deliveryRate.acknowledged() > progress.acknowledgedBefore;
    if (progress.rtt() != AckSample.NONE) {
      rtt.onSample(progress.rtt());
    }
    long inFlightAcked = inFlight.bytes();
    boolean wasInRecovery = recovery.isFast();
    recovery.onCumulative(inFlight.cumulative());
    boolean lossesFound = detectLosses(progress.now);
    if (progressed || lossesFound) {
      tellController(progress, inFlightAcked - inFlight.bytes(), advanced, wasInRecovery);
    }
    return progressed ? News.PROGRESS : News.NOTHING_NEW;
  }

  /** Returns whether there are new ones. */
  private boolean detectLosses(long now) {
    long highest = rack.detect(now, inFlight, recovery, blackHole);
    if (repairedByProbe != NONE) {
      // RFC 8985, 7.4.2: what the probe repaired was lost, though nobody had noticed.
      highest = Math.max(highest, repairedByProbe);
      repairedByProbe = NONE;
    }
    if (highest == 0) {
      return false;
    }
    if (recovery.onLoss(highest, inFlight.next() - 1)) {
      rack.onRecoveryEntered();
      congestion.onRecoveryEntered(now, inFlight.bytes());
      retransmitAtOnce = inFlight.firstLost() != null;
    }
    return true;
  }

  private void tellController(
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
