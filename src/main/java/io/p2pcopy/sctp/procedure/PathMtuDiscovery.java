package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.HeartbeatAckChunk;
import io.p2pcopy.sctp.packet.HeartbeatChunk;
import io.p2pcopy.sctp.packet.PadChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Finds the largest packets that the path carries (DPLPMTUD, RFC 8899). Begins with a size that
 * passes almost everywhere, asks with HEARTBEATs that PAD chunks make long, and goes back when
 * packets that had passed vanish. All sizes are of whole SCTP packets, in bytes; times are
 * nanoseconds.
 *
 * <p>The first probe has the largest size that the caller thinks possible, since mostly the local
 * interface is the narrowest part. If it is not answered soon, the base is probed: where that does
 * not pass either, though smaller packets do, the smallest size becomes the base. Then the interval
 * is halved until it is small.
 */
public final class PathMtuDiscovery {

  private static final long NEVER = Long.MAX_VALUE;
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  /** RFC 8899, 5.1.2: MAX_PROBES. */
  private static final int MAX_PROBES = 3;

  /** RFC 8899, 5.1.1: "PMTU_RAISE_TIMER ... 600 seconds". */
  private static final long PMTU_RAISE_TIMER = 600 * SECOND;

  private static final long MIN_PROBE_TIMEOUT = 25 * MILLISECOND;
  private static final long INITIAL_PROBE_TIMEOUT = 500 * MILLISECOND;

  /** While the peer is silent altogether, probes become rarer up to this factor, as a power. */
  private static final int MAX_SILENT_DOUBLINGS = 5;

  /** A search is over when less than this part of the size could be gained. */
  private static final int SEARCH_PRECISION_DIVISOR = 64;

  private static final int INFO_PARAMETER = 1;
  private static final int INFO_LENGTH = 20;
  private static final int MAX_DOUBLINGS = 10;

  /**
   * RFC 8899, 5.1.2: MIN_PLPMTU, "the smallest size of PL packet that the PL will use": that of RFC
   * 791's 576 bytes, without the headers of IPv4 and UDP and what DTLS adds.
   */
  private static final int MIN_PLPMTU = 576 - 20 - 8 - 40;

  private final int initialBase;
  private final RttEstimator rtt;
  private final RandomGenerator random;
  private final ControlChunkQueue outbox;

  private int base;
  private int confirmed;
  private int largest;

  /** Whether there is anything to find out: the peer answers probes and puts pieces together. */
  private boolean searching;

  /** Whether the base has passed, or there is no smaller one. */
  private boolean baseConfirmed;

  /** The size to go on with when the base has been asked for; 0: none. */
  private int postponed;

  private int baseFailures;

  /** The smallest size that failed, or one beyond {@link #largest}. */
  private int failed;

  /** The size that is being asked for; 0: none. */
  private int probed;

  private byte[] probeInfo = {};
  private boolean probePending;
  private int attempts;
  private int silentAttempts;
  private boolean heard;
  private int blackHoles;
  private long deadline = NEVER;

  /**
   * @param base a size that passes almost everywhere
   */
  public PathMtuDiscovery(
      int base, RandomGenerator random, ControlChunkQueue outbox, RttEstimator rtt) {
    this.initialBase = base;
    this.base = base;
    this.random = random;
    this.outbox = outbox;
    this.rtt = rtt;
    confirmed = base;
    largest = base;
  }

  /** Returns the size that is known to pass. */
  public int packetSize() {
    return confirmed;
  }

  /** Returns the size that passes, unless a black hole has just come up. */
  public int base() {
    return base;
  }

  /**
   * There is a path, or another one: begins at the base again.
   *
   * @param largestPacket that may pass, by all that is known here; 0 asks for no search
   */
  public void start(int largestPacket) {
    base = initialBase;
    confirmed = base;
    searching = largestPacket > 0;
    baseConfirmed = base <= MIN_PLPMTU;
    baseFailures = 0;
    largest = Math.max(base, largestPacket & ~3);
    blackHoles = 0;
    search();
  }

  /**
   * Packets of the size that is in use vanish: back to the base, and soon another search. If that
   * is the size in use, asks whether it still passes.
   */
  public void onBlackHole(long now) {
    baseConfirmed = base <= MIN_PLPMTU;
    if (confirmed == base) {
      if (searching && !baseConfirmed && probed != base) {
        probeBase();
      }
      return;
    }
    confirmed = base;
    probePending = false;
    probed = 0;
    postponed = 0;
    // RFC 8899, 4.3: the search begins anew; less often if it goes wrong again and again.
    deadline = now + Math.min(PMTU_RAISE_TIMER, SECOND << Math.min(MAX_DOUBLINGS, blackHoles++));
  }

  /** Any good packet has come from the peer. */
  public void onHeard() {
    heard = true;
  }

  /** Returns the size of the probe that is to be sent now, or 0. */
  public int pendingProbe() {
    return probePending ? probed : 0;
  }

  /** Writes the chunks of the probe behind the common header of its packet. */
  public void writeProbe(long now, ByteBuffer out) {
    probePending = false;
    heard = false;
    var heartbeat = new HeartbeatChunk(probeInfo);
    heartbeat.writeTo(out);
    new PadChunk(probed - CommonHeader.LENGTH - heartbeat.length()).writeTo(out);
    deadline = now + (timeout() << Math.min(silentAttempts, MAX_SILENT_DOUBLINGS));
  }

  /** Takes the answer to a HEARTBEAT; returns whether it was that of a probe. */
  public boolean onAck(long now, HeartbeatAckChunk ack) {
    if (probed == 0 || !Arrays.equals(probeInfo, ack.information())) {
      return false;
    }
    confirmed = probed;
    baseConfirmed = true;
    base = probed >= initialBase ? initialBase : base;
    int next = postponed;
    postponed = 0;
    if (next > confirmed) {
      probe(next);
    } else {
      probeNext(now);
    }
    return true;
  }

  public void handleTimeout(long now) {
    if (now < deadline) {
      return;
    }
    deadline = NEVER;
    if (probed == 0) {
      search();
      return;
    }
    // Where nothing comes through at all, the size is not to blame.
    if (heard) {
      attempts++;
      silentAttempts = 0;
    } else {
      silentAttempts++;
    }
    // Its answer tells that the path is alive.
    outbox.add(new HeartbeatChunk(nonce()));
    if (attempts > 0 && probed > base && !baseConfirmed) {
      probeBase();
    } else if (attempts < MAX_PROBES) {
      probePending = true;
    } else if (probed == base) {
      fallBackToMinimum(now);
    } else {
      failed = probed;
      probeNext(now);
    }
  }

  public long nextTimeout() {
    return deadline;
  }

  private void search() {
    failed = largest + Chunk.HEADER;
    deadline = NEVER;
    probed = 0;
    probePending = false;
    postponed = 0;
    if (largest > confirmed) {
      probe(largest);
    } else if (searching && !baseConfirmed) {
      probe(base);
    }
  }

  private void probeBase() {
    postponed = probed;
    probe(base);
  }

  /** RFC 8899, 5.2: the base has not passed, so the search begins below it. */
  private void fallBackToMinimum(long now) {
    failed = base;
    base = MIN_PLPMTU;
    confirmed = MIN_PLPMTU;
    baseConfirmed = true;
    postponed = 0;
    baseFailures++;
    probeNext(now);
  }

  /** Asks for the size in the middle of what is left, if that is worth it. */
  private void probeNext(long now) {
    probed = 0;
    if (failed - confirmed > Math.max(2 * Chunk.HEADER, confirmed / SEARCH_PRECISION_DIVISOR)) {
      probe((confirmed + failed) / 2 & ~3);
    } else {
      deadline = confirmed < largest ? now + raiseDelay() : NEVER;
    }
  }

  /** Losses may have looked like a path as narrow as hardly any is: that is asked again sooner. */
  private long raiseDelay() {
    return base == initialBase
        ? PMTU_RAISE_TIMER
        : Math.min(PMTU_RAISE_TIMER, (10 * SECOND) << Math.min(MAX_DOUBLINGS, baseFailures));
  }

  private void probe(int size) {
    probed = size;
    probePending = true;
    attempts = 0;
    silentAttempts = 0;
    deadline = NEVER;
    probeInfo = nonce();
  }

  private byte[] nonce() {
    return ByteBuffer.allocate(INFO_LENGTH)
        .putShort((short) INFO_PARAMETER)
        .putShort((short) INFO_LENGTH)
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .array();
  }

  private long timeout() {
    long smoothed = rtt.smoothed();
    return smoothed == 0 ? INITIAL_PROBE_TIMEOUT : smoothed + Math.max(smoothed, MIN_PROBE_TIMEOUT);
  }
}
