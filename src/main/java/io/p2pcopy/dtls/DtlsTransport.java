package io.p2pcopy.dtls;

import io.p2pcopy.net.Clock;
import io.p2pcopy.signal.Fingerprint;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A DTLS 1.2 association (RFC 6347) with one peer, known by its certificate's fingerprint.
 *
 * <p>All methods are called on the event loop that {@code loop} stands for. The handshake computes
 * on a daemon thread of its own and posts to the loop.
 */
public final class DtlsTransport implements AutoCloseable {

  /** Bytes that {@link #seal} needs before the plaintext: record header and explicit nonce. */
  public static final int HEADROOM = 21;

  /** Bytes that {@link #seal} needs behind the plaintext: the authentication tag. */
  public static final int TAILROOM = 16;

  /** By how many bytes a record is longer than its plaintext. */
  public static final int OVERHEAD = HEADROOM + TAILROOM;

  private DtlsTransport() {}

  /**
   * @param expectedPeer the fingerprint that the peer's description named
   * @param handshakeTimeout from {@link #start} to {@link DtlsListener#connected}
   * @param clock read by the handshake's thread too
   * @param loop runs what it is given on the event loop, in order, never inside the call itself
   */
  public static DtlsTransport create(
      DtlsIdentity identity,
      DtlsRole role,
      Fingerprint expectedPeer,
      Duration handshakeTimeout,
      SecureRandom random,
      Clock clock,
      Executor loop,
      DtlsListener listener) {
    throw new IllegalStateException("stub");
  }

  /** Begins the handshake: the client sends its ClientHello, the server waits for one. */
  public void start() {
    throw new IllegalStateException("stub");
  }

  /**
   * Takes what has come from the peer, from position to limit: any number of whole records, in one
   * datagram or in several that stand one behind the other. The content is left as it is. Harmless
   * with any input and in any state; before {@link #start} it is kept.
   */
  public void handleDatagram(ByteBuffer datagram) {
    throw new IllegalStateException("stub");
  }

  /**
   * Protects one record of application data in place. The plaintext begins at {@code offset +
   * HEADROOM}; afterwards the record begins at {@code offset}, with {@link #TAILROOM} bytes behind
   * the plaintext overwritten.
   *
   * @param length of the plaintext, 0 to 16384
   * @return the record's length, {@code length + OVERHEAD}
   * @throws IllegalStateException unless {@linkplain #isConnected connected}
   */
  public int seal(byte[] array, int offset, int length) {
    throw new IllegalStateException("stub");
  }

  /** Returns whether application data may be sealed now. */
  public boolean isConnected() {
    throw new IllegalStateException("stub");
  }

  public DtlsStats stats() {
    throw new IllegalStateException("stub");
  }

  /**
   * Tells the peer by close_notify that no more will come, and ends. The listener hears nothing
   * after that. Does nothing if it has ended already.
   */
  @Override
  public void close() {
    throw new IllegalStateException("stub");
  }
}
