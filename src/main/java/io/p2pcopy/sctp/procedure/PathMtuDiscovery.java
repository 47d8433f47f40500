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
 * Datagram Packetization Layer Path MTU Discovery (DPLPMTUD, RFC 8899). Starts at a base size that
 * almost every path carries, probes larger sizes with HEARTBEATs padded by PAD chunks, and falls
 * back to the base when a black hole is found. Sizes are of whole SCTP packets, in bytes; times are
 * nanoseconds.
 *
 * <p>The first probe has the maximum size, because the local interface usually has the smallest MTU
 * on the path. If it is not acknowledged soon, the base is probed. If the base fails too, though
 * smaller packets pass, MIN_PLPMTU becomes the base. Then a binary search follows.
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

  /** The maximum number of times the probe timer doubles while nothing arrives from the peer. */
  private static final int MAX_SILENT_DOUBLINGS = 5;

  /** The search ends when less than this fraction of the packet size could be gained. */
  private static final int SEARCH_PRECISION_DIVISOR = 64;

  private static final int INFO_PARAMETER = 1;
  private static final int INFO_LENGTH = 20;
  private static final int MAX_DOUBLINGS = 10;

  /**
   * RFC 8899, 5.1.2: MIN_PLPMTU, "the smallest size of PL packet that the PL will use": RFC 791's
   * 576 bytes less the IPv4 and UDP headers and the DTLS overhead.
   */
  private static final int MIN_PLPMTU = 576 - 20 - 8 - 40;

  private final int initialBase;
  private final RttEstimator rtt;
  private final RandomGenerator random;
  private final ControlChunkQueue outbox;

  private int base;
  private int confirmed;
  private int largest;

  /** Whether to search: the peer supports probes and packet fragments. */
  private boolean searching;

  /** Whether a probe of the base was acknowledged, or there is no smaller size. */
  private boolean baseConfirmed;

  /** The size to probe after the base was confirmed; 0: none. */
  private int postponed;

  private int baseFailures;

  /** The smallest size that failed, or a size beyond {@link #largest}. */
  private int failed;

  /** The size of the current probe; 0: none. */
  private int probed;

  private byte[] probeInfo = {};
  private boolean probePending;
  private int attempts;
  private int silentAttempts;
  private boolean heard;
  private int blackHoles;
  private long deadline = NEVER;

  /**
   * @param base a size that almost every path carries (BASE_PLPMTU)
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

  /** Returns the largest packet size that the path is known to carry. */
  public int packetSize() {
    return confirmed;
  }

  /** Returns the base size, which passes unless a black hole has just appeared. */
  public int base() {
    return base;
  }

  /**
   * Restarts the discovery on a new path, at the base size.
   *
   * @param largestPacket the upper bound of the search; 0 disables the search
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
   * Falls back to the base size after a black hole was found, and schedules a new search. If the
   * base is already in use, probes whether the path still carries it.
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
    // RFC 8899, 4.3: search again; after repeated black holes, less often.
    deadline = now + Math.min(PMTU_RAISE_TIMER, SECOND << Math.min(MAX_DOUBLINGS, blackHoles++));
  }

  /** Records any valid packet from the peer. */
  public void onHeard() {
    heard = true;
  }

  /** Returns the size of the probe to send now, or 0. */
  public int pendingProbe() {
    return probePending ? probed : 0;
  }

  /** Writes the chunks of the probe after the common header. */
  public void writeProbe(long now, ByteBuffer out) {
    probePending = false;
    heard = false;
    var heartbeat = new HeartbeatChunk(probeInfo);
    heartbeat.writeTo(out);
    new PadChunk(probed - CommonHeader.LENGTH - heartbeat.length()).writeTo(out);
    deadline = now + (timeout() << Math.min(silentAttempts, MAX_SILENT_DOUBLINGS));
  }

  /** Processes a HEARTBEAT ACK; returns whether it acknowledges a probe. */
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
    // If nothing arrives from the peer at all, the packet size is not the cause.
    if (heard) {
      attempts++;
      silentAttempts = 0;
    } else {
      silentAttempts++;
    }
    // A small HEARTBEAT: its acknowledgement shows that the path works.
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

  /** RFC 8899, 5.2: the base failed, so the search continues from MIN_PLPMTU. */
  private void fallBackToMinimum(long now) {
    failed = base;
    base = MIN_PLPMTU;
    confirmed = MIN_PLPMTU;
    baseConfirmed = true;
    postponed = 0;
    baseFailures++;
    probeNext(now);
  }

  /** Probes the middle of the remaining interval, or ends the search if it is small enough. */
  private void probeNext(long now) {
    probed = 0;
    if (failed - confirmed > Math.max(2 * Chunk.HEADER, confirmed / SEARCH_PRECISION_DIVISOR)) {
      probe((confirmed + failed) / 2 & ~3);
    } else {
      deadline = confirmed < largest ? now + raiseDelay() : NEVER;
    }
  }

  /**
   * Losses may look like a path with a very small MTU, so a lowered base is probed again sooner.
   */
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
