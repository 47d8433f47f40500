package io.p2pcopy.dtls;

import io.p2pcopy.net.Clock;
import io.p2pcopy.signal.Fingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * Runs BouncyCastle's blocking handshake, and is all the network that it sees: one that gives it
 * whole messages in sequence and loses nothing. So none of its own reassembly, timers and
 * retransmission ever has work; those are {@link MessageAssembler}'s, this thread's and {@link
 * DtlsTransport}'s.
 *
 * <p>Everything that it finds out is posted to the event loop, in order.
 */
final class HandshakeThread implements DatagramTransport {

  private static final String INVALID_MESSAGE = "the other side sent an invalid handshake message";

  /** BouncyCastle's retransmission timer. Its network loses nothing. */
  static final int NEVER_MILLIS = Integer.MAX_VALUE / 2;

  /** Is told, on the event loop, what the handshake wants. */
  interface Outcome {
    /** Records from now on can be protected. Comes before any flight that needs it. */
    void keys(TrafficKeys keys);

    /** Send this now, and again until the peer answers. */
    void flight(List<OutgoingRecord> flight);

    /** The peer has not answered the last flight in time. */
    void retransmit();

    void finished();

    /**
     * @param alert what to tell the peer, or {@code null}
     */
    void failed(DtlsCloseReason reason, String detail, @Nullable Alert alert);
  }

  private final DtlsRole role;
  private final RetransmissionTimes times;
  private final Clock clock;
  private final Executor loop;
  private final Outcome outcome;
  private final DtlsIdentity identity;
  private final Fingerprint expectedPeer;
  private final SecureRandom random;
  private final ProtocolNames protocols = new ProtocolNames();
  private final Thread thread = new Thread(this::run, "dtls-handshake");
  private final BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
  private final List<OutgoingRecord> flight = new ArrayList<>();

  private long deadline;
  private boolean waitingForAnswer;
  private long interval;
  private long nextRetransmission;
  private @Nullable Alert alert;

  /** Whether a message of the peer was processed: then what fails is the peer's message. */
  private boolean peerWasRead;

  HandshakeThread(
      DtlsIdentity identity,
      DtlsRole role,
      Fingerprint expectedPeer,
      RetransmissionTimes times,
      SecureRandom random,
      Clock clock,
      Executor loop,
      Outcome outcome) {
    this.role = role;
    this.times = times;
    this.clock = clock;
    this.loop = loop;
    this.outcome = outcome;
    this.identity = identity;
    this.expectedPeer = expectedPeer;
    this.random = random;
    thread.setDaemon(true);
    // Bugs end the handshake too. If the event loop takes nothing any more, nobody is left to tell.
    thread.setUncaughtExceptionHandler((dead, thrown) -> failed(thrown));
  }

  /** What may be agreed upon; to be filled before the start, and read after the end. */
  ProtocolNames protocols() {
    return protocols;
  }

  void start() {
    thread.start();
  }

  /** Gives it one record, with its header, that is new and the next in sequence. */
  void deliver(byte[] record) {
    inbox.add(record);
  }

  void stop() {
    thread.interrupt();
  }

  private void run() {
    deadline = clock.nanoTime() + times.overall().toNanos();
    // Made here and not before, because loading what they need takes long.
    KeyExportingCrypto crypto =
        new KeyExportingCrypto(random, keys -> loop.execute(() -> outcome.keys(keys)));
    PeerAuthentication authentication = new PeerAuthentication(identity, expectedPeer, crypto);
    try {
      if (role == DtlsRole.CLIENT) {
        new DTLSClientProtocol()
            .connect(new HandshakeClient(crypto, authentication, protocols), this);
      } else {
        new DTLSServerProtocol()
            .accept(new HandshakeServer(crypto, authentication, protocols), this);
      }
      flush();
      if (authentication.verified()) {
        loop.execute(outcome::finished);
      } else {
        fail(DtlsCloseReason.NO_CERTIFICATE, "the peer showed no certificate");
      }
    } catch (StoppedException e) {
      return;
    } catch (TimeoutException e) {
      fail(DtlsCloseReason.HANDSHAKE_TIMEOUT, "the handshake took too long");
    } catch (IOException e) {
      DtlsCloseReason reason = authentication.failure();
      fail(reason == null ? DtlsCloseReason.HANDSHAKE_FAILED : reason, describe(e));
    }
  }

  private void failed(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError e) {
      loop.execute(
          () -> {
            throw e;
          });
    } else {
      fail(DtlsCloseReason.HANDSHAKE_FAILED, describe(thrown));
    }
  }

  private void fail(DtlsCloseReason reason, String detail) {
    Alert said = alert;
    loop.execute(() -> outcome.failed(reason, detail, said));
  }

  /**
   * Describes a failure. BouncyCastle reports some malformed messages with an exception that is not
   * an alert, or with the alert internal_error.
   */
  private String describe(Throwable thrown) {
    if (!peerWasRead) {
      return "this side could not begin the handshake (" + thrown + ")";
    }
    if (!(thrown instanceof TlsFatalAlert fatal)) {
      return INVALID_MESSAGE;
    }
    String name = " (" + new Alert(AlertLevel.fatal, fatal.getAlertDescription()) + ")";
    return switch (fatal.getAlertDescription()) {
      case AlertDescription.handshake_failure,
          AlertDescription.insufficient_security,
          AlertDescription.protocol_version ->
          "the two sides have no encryption method in common" + name;
      case AlertDescription.internal_error -> INVALID_MESSAGE;
      default -> INVALID_MESSAGE + name;
    };
  }

  @Override
  public int getReceiveLimit() {
    return RecordFormat.HEADER + RecordFormat.MAX_PLAINTEXT;
  }

  /** Messages leave BouncyCastle in one piece; they are cut to size where they are sent. */
  @Override
  public int getSendLimit() {
    return getReceiveLimit();
  }

  @Override
  public void send(byte[] buffer, int offset, int length) {
    byte[] content = new byte[length - RecordFormat.HEADER];
    System.arraycopy(buffer, offset + RecordFormat.HEADER, content, 0, content.length);
    int type = RecordFormat.type(buffer, offset);
    if (type == RecordFormat.ALERT) {
      alert = Alert.decode(content, 0);
      return;
    }
    flight.add(
        new OutgoingRecord(
            type,
            RecordFormat.version(buffer, offset),
            RecordFormat.epoch(buffer, offset),
            content));
  }

  /**
   * Waits for the next record, however long BouncyCastle means to wait. That it asks for one shows
   * that its flight is complete.
   */
  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
    flush();
    while (true) {
      byte[] record = pollInbox();
      if (record != null) {
        System.arraycopy(record, 0, buffer, offset, record.length);
        peerWasRead = true;
        return record.length;
      }
      long now = clock.nanoTime();
      if (now - deadline >= 0) {
        throw new TimeoutException();
      }
      if (waitingForAnswer && now - nextRetransmission >= 0) {
        loop.execute(outcome::retransmit);
        interval = Math.min(2 * interval, times.longest().toNanos());
        nextRetransmission = now + interval;
      }
    }
  }

  @Override
  public void close() {
    // There is no socket to close.
  }

  private byte @Nullable [] pollInbox() throws StoppedException {
    long now = clock.nanoTime();
    long wait = deadline - now;
    if (waitingForAnswer) {
      wait = Math.min(wait, nextRetransmission - now);
    }
    try {
      return inbox.poll(wait, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new StoppedException();
    }
  }

  private void flush() {
    if (flight.isEmpty()) {
      return;
    }
    List<OutgoingRecord> complete = List.copyOf(flight);
    flight.clear();
    loop.execute(() -> outcome.flight(complete));
    waitingForAnswer = true;
    interval = times.first().toNanos();
    nextRetransmission = clock.nanoTime() + interval;
  }

  private static final class StoppedException extends InterruptedIOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class TimeoutException extends InterruptedIOException {
    private static final long serialVersionUID = 1L;
  }
}
