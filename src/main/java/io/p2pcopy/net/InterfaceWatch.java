package io.p2pcopy.net;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when addresses of this machine come or go. Java cannot subscribe to such changes, so the
 * interfaces are read every two seconds, four times a second while {@linkplain #hurry hurrying},
 * and {@linkplain #lookNow at once} when there is a sign of a change.
 *
 * <p>Used on the loop. The interfaces are read on a thread of its own, which takes at most a
 * thousandth of a processor core, because reading takes longer the more interfaces there are.
 */
public final class InterfaceWatch implements AutoCloseable {

  /** Reports changes, on the loop. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param addresses the addresses at which a peer might reach this machine, the most useful
     *     first
     */
    void networkChanged(NetworkSnapshot snapshot, List<LocalAddress> addresses);
  }

  private static final long INTERVAL = 2_000_000_000L;
  private static final long HURRIED_INTERVAL = 250_000_000L;

  /** Signs of a change may come with every packet that cannot be sent. */
  private static final long SHORTEST_INTERVAL = 100_000_000L;

  /** A busy machine makes the reading seem expensive; a change must still be seen. */
  private static final long LONGEST_INTERVAL = 30_000_000_000L;

  /** The pause after reading, by the time that the reading took: 0.1 % of a core. */
  private static final int PAUSE_FACTOR = 1000;

  /** The same while hurrying, which lasts for seconds only. */
  private static final int HURRIED_PAUSE_FACTOR = 10;

  private static final long THREAD_KEPT_SECONDS = 10;

  private final EventLoop loop;
  private final AddressSource source;
  private final Executor background;
  private final Listener listener;
  private final Deadline next;
  private NetworkSnapshot last;
  private boolean hurries;
  private boolean reading;
  private boolean readAgain;
  private boolean reportAnyway;
  private boolean closed;
  private long lastRead;

  /** How long the last two readings took, in nanoseconds; others may have had the processor. */
  private long lastCost;

  private long costBefore;

  private InterfaceWatch(
      EventLoop loop,
      AddressSource source,
      NetworkSnapshot known,
      Executor background,
      Listener listener) {
    this.loop = loop;
    this.source = source;
    this.last = known;
    this.background = background;
    this.listener = listener;
    this.next = loop.newDeadline(this::read);
    this.lastRead = loop.now();
  }

  /**
   * Begins to watch. May be called from any thread.
   *
   * @param known the state that needs no report, taken before the addresses in use were found
   */
  public static InterfaceWatch start(
      EventLoop loop, AddressSource source, NetworkSnapshot known, Listener listener) {
    return start(loop, source, known, newBackground(), listener);
  }

  /**
   * @param background runs what blocks
   */
  static InterfaceWatch start(
      EventLoop loop,
      AddressSource source,
      NetworkSnapshot known,
      Executor background,
      Listener listener) {
    InterfaceWatch watch = new InterfaceWatch(loop, source, known, background, listener);
    loop.execute(watch::setNext);
    return watch;
  }

  private static Executor newBackground() {
    return new ThreadPoolExecutor(
        0,
        1,
        THREAD_KEPT_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread = new Thread(task, "p2pcopy-interfaces");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Reads the interfaces as soon as possible: a packet could not be sent, or nothing arrives. */
  public void lookNow() {
    if (closed) {
      return;
    }
    if (reading) {
      // What is being read may be older than the sign.
      readAgain = true;
      return;
    }
    long earliest = lastRead + SHORTEST_INTERVAL;
    next.set(Math.max(earliest, loop.now()));
  }

  /** Reports at the next reading even without a change: not all addresses could be used. */
  public void reportAgain() {
    reportAnyway = true;
  }

  /**
   * Reads the interfaces four times a second, or every two seconds again.
   *
   * @param hurried whether there is no path to the peer, so that every change counts
   */
  public void hurry(boolean hurried) {
    if (hurries != hurried) {
      hurries = hurried;
      if (hurried) {
        lookNow();
      }
    }
  }

  /** Ends the watch; nothing is reported afterwards. */
  @Override
  public void close() {
    closed = true;
    next.cancel();
  }

  private void setNext() {
    if (!closed) {
      next.set(lastRead + interval());
    }
  }

  private long interval() {
    long cost = Math.min(lastCost, costBefore);
    return hurries
        ? Math.max(HURRIED_INTERVAL, Math.min(INTERVAL, HURRIED_PAUSE_FACTOR * cost))
        : Math.max(INTERVAL, Math.min(LONGEST_INTERVAL, PAUSE_FACTOR * cost));
  }

  private void read() {
    if (closed || reading) {
      return;
    }
    reading = true;
    boolean anyway = reportAnyway;
    NetworkSnapshot before = last;
    background.execute(() -> readInBackground(before, anyway));
  }

  private void readInBackground(NetworkSnapshot before, boolean anyway) {
    long began = loop.now();
    NetworkSnapshot now = before;
    List<LocalAddress> addresses = null;
    try {
      now = source.snapshot();
      // Taken first: what changes while the addresses are found is seen the next time.
      if (anyway || !now.equals(before)) {
        addresses = source.find();
      }
    } finally {
      NetworkSnapshot snapshot = now;
      List<LocalAddress> found = addresses;
      long took = loop.now() - began;
      loop.execute(() -> readingDone(snapshot, found, took));
    }
  }

  private void readingDone(
      NetworkSnapshot snapshot, @Nullable List<LocalAddress> addresses, long took) {
    reading = false;
    if (closed) {
      return;
    }
    costBefore = lastCost;
    lastCost = took;
    lastRead = loop.now();
    setNext();
    if (readAgain) {
      readAgain = false;
      lookNow();
    }
    if (addresses != null) {
      last = snapshot;
      reportAnyway = false;
      listener.networkChanged(snapshot, addresses);
    }
  }
}
