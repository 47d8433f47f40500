package io.p2pcopy.peer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.DataChannels;
import io.p2pcopy.datachannel.UserCallback;
import io.p2pcopy.dtls.DtlsIdentity;
import io.p2pcopy.ice.stun.IceRole;
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
 * A direct, encrypted connection to one other peer, close to the W3C's {@code RTCPeerConnection}.
 *
 * <p>One side calls {@link #createOffer} and later {@link #acceptAnswer}, the other {@link
 * #createAnswer}. All methods may be called from any thread; callbacks run on the event loop and
 * must not block.
 */
public final class PeerConnection implements AutoCloseable {

  /** For how long nothing of what is queued may arrive before {@link #close} gives it up. */
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(10);

  /** How long it may take to let the path go. */
  private static final long FAREWELL_SECONDS = 10;

  /** Whoever asks late for channels still gets those that were closed, up to this number. */
  private static final int MOST_ENDED_UNDELIVERED = 16;

  private final EventLoop loop;
  private final ConnectionStack session;
  private final DataChannels channels;
  private final DerivedCredentials credentials;
  private final CompletableFuture<DtlsIdentity> identity;
  private final CompletableFuture<ConnectionPath> connected;
  private final AtomicReference<SessionDescription.@Nullable Type> described =
      new AtomicReference<>();
  private volatile boolean closed;
  private final Queue<DataChannel> undelivered = new ArrayDeque<>();
  private @Nullable Consumer<DataChannel> onDataChannel;

  private PeerConnection(PeerConfig config, Clock clock, SecureRandom random, Duration standstill) {
    loop = EventLoop.start("p2pcopy-loop", clock, this::failed);
    connected = new LoopFuture<>(loop);
    identity =
        inBackground("p2pcopy-identity", () -> DtlsIdentity.generate(random, Clock.timeOfDay()));
    channels = new DataChannels(loop, loop::inLoop, clock, config.channels(), this::deliver);
    byte[] secret = new byte[DerivedCredentials.SECRET_LENGTH];
    random.nextBytes(secret);
    credentials = DerivedCredentials.of(secret);
    session =
        new ConnectionStack(
            config, loop, clock, random, channels, connected, credentials, standstill);
  }

  /**
   * Ends the connection because of what was thrown on the event loop. Where memory has run out, the
   * handler of uncaught exceptions learns of it, too: a program may rather end itself.
   */
  private void failed(Throwable thrown) {
    try {
      session().bug(thrown);
    } finally {
      if (thrown instanceof OutOfMemoryError) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
      }
    }
  }

  /**
   * Opens sockets and begins to gather addresses in the background.
   *
   * @param config the settings
   * @return a new connection, to be closed by the caller
   */
  public static PeerConnection create(PeerConfig config) {
    return create(config, LONGEST_STANDSTILL);
  }

  static PeerConnection create(PeerConfig config, Duration standstill) {
    return new PeerConnection(config, Clock.system(), new SecureRandom(), standstill);
  }

  /**
   * {@return this side's offer once its addresses are known, at the latest after {@link
   * PeerConfig#gatherLimit}; addresses that are found later go to {@link
   * ConnectionListener#candidatesChanged}}
   *
   * @throws IllegalStateException if this connection has made a description before, or is closed
   */
  public CompletableFuture<SessionDescription> createOffer() {
    // The offerer is the DTLS client: it is the last to know both descriptions, so that nobody
    // waits for a retransmission.
    return describe(SessionDescription.Type.OFFER, DtlsSetup.ACTIVE)
        .thenApply(SessionDescription::fitting);
  }

  /**
   * Takes the other side's offer, returns the answer to it, and from then on waits for the other
   * side to connect. As long as it has not, the offer of another one may be answered instead; the
   * answers differ in the offer that they name.
   *
   * @param offer the offer
   * @return a future of the answer
   * @throws IllegalArgumentException if it is no offer
   * @throws IllegalStateException if this connection has made an offer before, or is closed
   */
  public CompletableFuture<SessionDescription> createAnswer(SessionDescription offer) {
    require(offer, SessionDescription.Type.OFFER);
    // RFC 8829, section 5.3.1 recommends the active part where there is a choice. Some peers take
    // their stream identifiers from their part in ICE, and only this makes them the right ones.
    DtlsSetup setup = offer.setup() == DtlsSetup.ACTIVE ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE;
    return describe(SessionDescription.Type.ANSWER, setup)
        .thenApply(answer -> answer.answering(offer))
        .thenCombine(
            identity,
            (answer, self) -> {
              loop.execute(
                  () -> session.begin(IceRole.CONTROLLED, setup == DtlsSetup.ACTIVE, offer, self));
              return answer;
            });
  }

  /**
   * Takes the answer to this side's offer and begins to connect. Another answer may take its place
   * as long as no path has been found; later ones are ignored.
   *
   * @param answer the answer
   * @throws IllegalArgumentException if it is no answer, or the answer to another offer ({@link
   *     SessionDescription#answersInvite} tells)
   */
  public void acceptAnswer(SessionDescription answer) {
    require(answer, SessionDescription.Type.ANSWER);
    boolean client = answer.setup() != DtlsSetup.ACTIVE;
    // Known: the offer that is answered holds its fingerprint.
    DtlsIdentity self = identity.join();
    if (!answer.answersInvite(credentials, self.fingerprint())) {
      throw new IllegalArgumentException("the answer to another offer");
    }
    loop.execute(() -> session.begin(IceRole.CONTROLLING, client, answer, self));
  }

  /**
   * Connects with a peer that has made an offer, too, at the same time as this side: both hand out
   * their offers, and each takes the other's. Afterwards one side counts as the answerer; both
   * sides must agree on which. As long as the peer has not come, another description may take the
   * place of this one, by a call of this method or of {@link #acceptAnswer}.
   *
   * @param peer the other side's offer
   * @param answering whether this side counts as the answerer
   */
  public void acceptOffer(SessionDescription peer, boolean answering) {
    require(peer, SessionDescription.Type.OFFER);
    DtlsIdentity self = identity.join();
    // Neither side knows whether the other has its offer, so both wait for the first check as an
    // answerer does; the conflict of roles is settled by the checks (RFC 8445, section 7.3.1.1).
    loop.execute(() -> session.begin(IceRole.CONTROLLED, !answering, peer, self));
  }

  /**
   * Sets who is told how the connection comes about, from now on.
   *
   * @param listener runs on the event loop and must not block
   */
  public void follow(ConnectionListener listener) {
    loop.execute(() -> session.follow(listener));
  }

  /** {@return from where a peer can reach this side, as far as it is known now} */
  public CompletableFuture<Reachability> reachability() {
    return CompletableFuture.supplyAsync(session::reachability, loop);
  }

  /**
   * {@return the description of the peer that is being connected with, or was; {@code null} before
   * there is one} Once {@link #connected}, it does not change any more.
   */
  public @Nullable SessionDescription remoteDescription() {
    return session.remote();
  }

  /**
   * Completes when data can flow, or exceptionally with a {@link ConnectionException}.
   *
   * @return a future of the path
   */
  public CompletableFuture<ConnectionPath> connected() {
    return connected.copy();
  }

  /**
   * {@return the path in use, with the latest round-trip time, as it was at most 100 ms ago}
   *
   * @throws IllegalStateException before {@link #connected}
   */
  public ConnectionPath path() {
    ConnectionPath path = session.path();
    if (path == null) {
      throw new IllegalStateException("not connected");
    }
    return path;
  }

  /**
   * {@return what the association has counted until 100 ms ago at most; all zero before there is
   * one}
   */
  public PeerStats stats() {
    return session.stats();
  }

  /**
   * {@return for how long nothing has come from the peer; zero as long as the path is not in doubt,
   * which it is after five seconds}
   */
  public Duration silence() {
    return session.silence();
  }

  /**
   * Opens a reliable, ordered channel; it may be called before there is a connection. If the
   * connection has ended or is ending, or the peer has no stream left, the channel closes instead
   * of opening.
   *
   * @param label names the channel, at most 65535 bytes of UTF-8
   * @param protocol the subprotocol, or an empty string
   * @return the channel, which may still be CONNECTING
   * @throws IllegalArgumentException if {@code label} or {@code protocol} has more than 65535 bytes
   * @throws IllegalStateException after {@link #close}
   */
  public DataChannel createDataChannel(String label, String protocol) {
    requireOpen();
    return channels.open(label, protocol, true);
  }

  /**
   * Opens a reliable channel whose messages may overtake each other; otherwise as {@link
   * #createDataChannel}.
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
   * Sets who is told of channels that the peer opens; those that came before are delivered at once.
   * After {@link #close} no more are delivered.
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
   * Closes the association gracefully, so that what is queued still arrives, then sockets and
   * threads. Channels take no more messages; what arrives meanwhile can still be read, and is
   * thrown away where no thread reads.
   *
   * <p>Blocks until that is done, however long that takes on a slow path; gives up when nothing has
   * arrived on either side for ten seconds. An interrupt cuts the waiting short. On the event loop,
   * that is, in a callback, it returns at once and all this happens afterwards. Further calls wait
   * for the same end.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      loop.execute(session::drain);
      var unused =
          session
              .ended()
              .thenRun(
                  () ->
                      loop.execute(
                          () -> {
                            session.close();
                            loop.close();
                          }));
    }
    if (loop.inLoop()) {
      return;
    }
    boolean interrupted = await(session.ended(), Long.MAX_VALUE);
    loop.execute(session::close);
    interrupted |= await(session.closed(), FAREWELL_SECONDS);
    loop.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<SessionDescription> describe(
      SessionDescription.Type type, DtlsSetup setup) {
    requireOpen();
    boolean first = described.compareAndSet(null, type);
    if (!first && (type == SessionDescription.Type.OFFER || described.get() != type)) {
      throw new IllegalStateException("a connection makes one description");
    }
    return LoopFuture.of(loop, session.gather())
        .thenCombine(
            identity,
            (candidates, self) ->
                new SessionDescription(
                    type,
                    credentials,
                    self.fingerprint(),
                    setup,
                    SessionDescription.OWN_MAX_MESSAGE_SIZE,
                    candidates))
        .thenApply(
            description -> {
              if (first) {
                loop.execute(() -> session.awaitPeer(identity.join()));
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

  /** The loop begins before there is a session, and does nothing until then. */
  private ConnectionStack session() {
    return session;
  }

  private void deliver(DataChannel channel) {
    Consumer<DataChannel> callback = onDataChannel;
    if (callback == null) {
      undelivered.add(channel);
      // Channels that have ended count no more, so the peer could bring any number of them.
      if (undelivered.size() > MOST_ENDED_UNDELIVERED) {
        undelivered.removeIf(waiting -> waiting.state() == DataChannel.State.CLOSED);
      }
    } else {
      UserCallback.run(() -> callback.accept(channel));
    }
  }

  /** Returns whether the waiting was interrupted. */
  private static boolean await(CompletableFuture<?> future, long seconds) {
    try {
      future.get(seconds, TimeUnit.SECONDS);
      return false;
    } catch (InterruptedException e) {
      return true;
    } catch (ExecutionException | TimeoutException e) {
      // Whatever it was, the rest must be closed all the same.
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
