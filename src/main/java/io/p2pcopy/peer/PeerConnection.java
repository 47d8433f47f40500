package io.p2pcopy.peer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.DataChannels;
import io.p2pcopy.datachannel.UserCallback;
import io.p2pcopy.dtls.DtlsIdentity;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.SessionDescription;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A direct, encrypted connection to one peer, modelled on the W3C's {@code RTCPeerConnection}.
 *
 * <p>One side calls {@link #createOffer} and later {@link #acceptAnswer}, the other {@link
 * #createAnswer}. All methods may be called from any thread; callbacks run on the event loop and
 * must not block.
 */
public final class PeerConnection implements AutoCloseable {

  /** How long {@link #close} waits without progress before it discards the queue. */
  private static final Duration DRAIN_STALL_TIMEOUT = Duration.ofSeconds(10);

  /** How long {@link #close} waits for the ICE transport to close, in seconds. */
  private static final long PATH_CLOSE_TIMEOUT_SECONDS = 10;

  private final EventLoop loop;
  private final ConnectionStack stack;
  private final DataChannels channels;
  private final DerivedCredentials credentials;
  private final CompletableFuture<DtlsIdentity> identity;
  private final CompletableFuture<ConnectionPath> connected;
  private final AtomicReference<SessionDescription.@Nullable Type> createdType =
      new AtomicReference<>();
  private volatile boolean closed;
  private final Queue<DataChannel> undelivered = new ArrayDeque<>();
  private @Nullable Consumer<DataChannel> onDataChannel;

  private PeerConnection(
      PeerConfig config,
      Clock clock,
      SecureRandom random,
      Duration stallTimeout,
      AddressSource addresses) {
    loop = EventLoop.start("p2pcopy-loop", clock, this::failed);
    connected = new LoopFuture<>(loop);
    identity =
        inBackground("p2pcopy-identity", () -> DtlsIdentity.generate(random, Clock.timeOfDay()));
    channels = new DataChannels(loop, loop::inLoop, clock, config.channels(), this::deliver);
    byte[] secret = new byte[DerivedCredentials.SECRET_LENGTH];
    random.nextBytes(secret);
    credentials = DerivedCredentials.of(secret);
    stack =
        new ConnectionStack(
            config, loop, clock, random, channels, connected, credentials, stallTimeout, addresses);
  }

  /**
   * Fails the connection after an exception on the event loop. An {@link OutOfMemoryError} also
   * goes to the uncaught exception handler, since an application may prefer to exit.
   */
  private void failed(Throwable thrown) {
    try {
      stack().internalError(thrown);
    } finally {
      if (thrown instanceof OutOfMemoryError) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
      }
    }
  }

  /**
   * Opens the sockets and prepares a certificate in the background. The connection holds sockets
   * and threads until {@link #close}.
   *
   * @param config the settings
   * @return a new connection, to be closed by the caller
   */
  public static PeerConnection create(PeerConfig config) {
    return create(config, DRAIN_STALL_TIMEOUT);
  }

  static PeerConnection create(PeerConfig config, Duration stallTimeout) {
    return create(config, Clock.system(), stallTimeout);
  }

  static PeerConnection create(PeerConfig config, Clock clock, Duration stallTimeout) {
    return create(
        config, clock, stallTimeout, AddressSource.system(config.loopback(), config.bind()));
  }

  static PeerConnection create(
      PeerConfig config, Clock clock, Duration stallTimeout, AddressSource addresses) {
    return new PeerConnection(config, clock, new SecureRandom(), stallTimeout, addresses);
  }

  /**
   * {@return this side's offer once its candidates are gathered, at the latest after {@link
   * PeerConfig#gatherLimit}} Candidates found later are reported to {@link
   * ConnectionListener#candidatesChanged}.
   *
   * @throws IllegalStateException if this connection has already created a description, or is
   *     closed
   */
  public CompletableFuture<SessionDescription> createOffer() {
    // The offerer is the last to know both descriptions. As the DTLS client it sends its
    // ClientHello when the answerer is ready, so no flight has to be retransmitted.
    return describe(SessionDescription.Type.OFFER, DtlsSetup.ACTIVE)
        .thenApply(SessionDescription::shortened);
  }

  /**
   * Applies the peer's offer, returns the answer to it, and waits for the peer's connectivity
   * checks. Until a path has been found, another offer may be answered instead; each answer names
   * the offer it belongs to.
   *
   * @param offer the offer
   * @return a future of the answer
   * @throws IllegalArgumentException if {@code offer} is not an offer
   * @throws IllegalStateException if this connection has already created an offer, or is closed
   */
  public CompletableFuture<SessionDescription> createAnswer(SessionDescription offer) {
    require(offer, SessionDescription.Type.OFFER);
    // RFC 8829, section 5.3.1 recommends "active" where there is a choice. Some peers derive the
    // parity of their stream identifiers from the ICE role instead of the DTLS role, and only
    // "active" makes both agree.
    DtlsSetup setup = offer.setup() == DtlsSetup.ACTIVE ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE;
    return describe(SessionDescription.Type.ANSWER, setup)
        .thenApply(answer -> answer.answering(offer).shortened())
        .thenCombine(
            identity,
            (answer, self) -> {
              loop.execute(
                  () -> stack.begin(IceRole.CONTROLLED, setup == DtlsSetup.ACTIVE, offer, self));
              return answer;
            });
  }

  /**
   * Applies the answer to this side's offer and starts to connect. Another answer may replace it
   * until a path has been found; later ones are ignored.
   *
   * @param answer the answer
   * @throws IllegalArgumentException if {@code answer} is not an answer, or answers another offer
   *     (see {@link SessionDescription#answersOffer(SessionDescription)})
   */
  public void acceptAnswer(SessionDescription answer) {
    require(answer, SessionDescription.Type.ANSWER);
    boolean client = answer.setup() != DtlsSetup.ACTIVE;
    // Completed: the answered offer contains the fingerprint.
    DtlsIdentity self = identity.join();
    if (!answer.answersOffer(credentials, self.fingerprint())) {
      throw new IllegalArgumentException("the answer belongs to another offer");
    }
    loop.execute(() -> stack.begin(IceRole.CONTROLLING, client, answer, self));
  }

  /**
   * Connects to a peer that has created an offer at the same time as this side, where each side
   * applies the other's offer. One of them counts as the answerer; both must agree on which. Until
   * a path has been found, a further call of this method or of {@link #acceptAnswer} replaces the
   * description.
   *
   * @param peer the other side's offer
   * @param answering whether this side counts as the answerer
   */
  public void acceptOffer(SessionDescription peer, boolean answering) {
    require(peer, SessionDescription.Type.OFFER);
    DtlsIdentity self = identity.join();
    // Neither side knows whether the peer has its offer, so both wait for the first check like an
    // answerer. The checks resolve the role conflict (RFC 8445, section 7.3.1.1).
    loop.execute(() -> stack.begin(IceRole.CONTROLLED, !answering, peer, self));
  }

  /**
   * Sets the listener for the progress of the connection attempt. It replaces the previous one;
   * events before the call are not repeated.
   *
   * @param listener called on the event loop; must not block
   */
  public void setListener(ConnectionListener listener) {
    loop.execute(() -> stack.setListener(listener));
  }

  /** {@return how peers can reach this side, as far as it is known now} */
  public CompletableFuture<Reachability> reachability() {
    return CompletableFuture.supplyAsync(stack::reachability, loop);
  }

  /**
   * {@return the remote description in use, or {@code null} before one was applied} It does not
   * change after {@link #connected} completes.
   */
  public @Nullable SessionDescription remoteDescription() {
    return stack.remote();
  }

  /**
   * Completes with the path when channels can carry data, or exceptionally with a {@link
   * ConnectionException}.
   *
   * @return a future of the path
   */
  public CompletableFuture<ConnectionPath> connected() {
    return connected.copy();
  }

  /**
   * {@return the path in use with its latest round-trip time, as of at most 100 ms ago}
   *
   * @throws IllegalStateException before {@link #connected}
   */
  public ConnectionPath path() {
    ConnectionPath path = stack.path();
    if (path == null) {
      throw new IllegalStateException("not connected");
    }
    return path;
  }

  /**
   * {@return the counters of the connection as of at most 100 ms ago; all zero before the
   * association exists}
   */
  public PeerStats stats() {
    return stack.stats();
  }

  /**
   * {@return how long nothing has arrived from the peer; zero unless consent checks have been
   * unanswered for five seconds (RFC 7675)}
   */
  public Duration silence() {
    return stack.silence();
  }

  /**
   * Opens a reliable, ordered channel (RFC 8832). It may be called before the connection is
   * established. If the connection has ended or is ending, or no stream identifier is left, the
   * channel closes instead of opening.
   *
   * @param label names the channel, at most 65535 bytes of UTF-8
   * @param protocol the subprotocol, or an empty string
   * @return the channel, which may still be CONNECTING
   * @throws IllegalArgumentException if {@code label} or {@code protocol} is longer than 65535
   *     bytes in UTF-8
   * @throws IllegalStateException after {@link #close}
   */
  public DataChannel createDataChannel(String label, String protocol) {
    requireOpen();
    return channels.open(label, protocol, true);
  }

  /**
   * Opens a reliable channel that delivers messages as they arrive, in any order; otherwise like
   * {@link #createDataChannel}.
   *
   * @param label names the channel, at most 65535 bytes of UTF-8
   * @param protocol the subprotocol, or an empty string
   * @return the channel, which may still be CONNECTING
   */
  public DataChannel createUnorderedDataChannel(String label, String protocol) {
    requireOpen();
    return channels.open(label, protocol, false);
  }

  /**
   * Sets the callback for channels that the peer opens. Channels opened before the call are
   * delivered first. No channel is delivered after {@link #close}.
   *
   * @param callback runs on the event loop and must not block
   */
  public void onDataChannel(Consumer<DataChannel> callback) {
    loop.execute(
        () -> {
          onDataChannel = callback;
          while (!undelivered.isEmpty()) {
            deliver(undelivered.remove());
          }
        });
  }

  /**
   * Sends the queued messages, closes the association gracefully, then closes sockets and threads.
   * Channels accept no further messages. Messages that arrive meanwhile can still be read and are
   * discarded where no thread reads them.
   *
   * <p>Blocks until done, as long as either side makes progress; discards the queue after ten
   * seconds without progress. An interrupt ends the wait. On the event loop, that is, in a
   * callback, it returns immediately and closes asynchronously. Further calls wait for the same
   * close.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      loop.execute(stack::drain);
      var unused =
          stack
              .ended()
              .thenRun(
                  () ->
                      loop.execute(
                          () -> {
                            stack.close();
                            loop.close();
                          }));
    }
    if (loop.inLoop()) {
      return;
    }
    boolean interrupted = await(stack.ended(), Long.MAX_VALUE);
    loop.execute(stack::close);
    interrupted |= await(stack.closed(), PATH_CLOSE_TIMEOUT_SECONDS);
    loop.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<SessionDescription> describe(
      SessionDescription.Type type, DtlsSetup setup) {
    requireOpen();
    boolean first = createdType.compareAndSet(null, type);
    if (!first && (type == SessionDescription.Type.OFFER || createdType.get() != type)) {
      throw new IllegalStateException("a connection creates one description");
    }
    return LoopFuture.of(loop, stack.gather())
        .thenCombine(
            identity,
            (candidates, self) ->
                new SessionDescription(
                        type,
                        credentials,
                        self.fingerprint(),
                        setup,
                        SessionDescription.OWN_MAX_MESSAGE_SIZE,
                        candidates)
                    .withNatBehavior(stack.describeNat()))
        .thenApply(
            description -> {
              if (first) {
                loop.execute(() -> stack.awaitPeer(identity.join()));
              }
              return description;
            });
  }

  private static void require(SessionDescription description, SessionDescription.Type type) {
    if (description.type() != type) {
      throw new IllegalArgumentException("not an " + type + " but an " + description.type());
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the connection is closed");
    }
  }

  /** Defers the read of the field, which is assigned after the loop has started. */
  private ConnectionStack stack() {
    return stack;
  }

  private void deliver(DataChannel channel) {
    Consumer<DataChannel> callback = onDataChannel;
    if (callback == null) {
      undelivered.add(channel);
      // Closed channels do not count against the limit of open ones, so a peer could queue any
      // number.
      if (undelivered.size() > PeerLimits.Channels.CLOSED_UNDELIVERED) {
        undelivered.removeIf(waiting -> waiting.state() == DataChannel.State.CLOSED);
      }
    } else {
      UserCallback.run(() -> callback.accept(channel));
    }
  }

  /** Returns whether the wait was interrupted. */
  private static boolean await(CompletableFuture<?> future, long seconds) {
    try {
      future.get(seconds, TimeUnit.SECONDS);
      return false;
    } catch (InterruptedException e) {
      return true;
    } catch (ExecutionException | TimeoutException e) {
      // The remaining layers must be closed in any case.
      return false;
    }
  }

  private static <T> CompletableFuture<T> inBackground(String name, Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
