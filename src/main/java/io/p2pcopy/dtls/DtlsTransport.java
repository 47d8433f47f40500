package io.p2pcopy.dtls;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.signal.Fingerprint;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.jspecify.annotations.Nullable;

/**
 * A DTLS 1.2 association (RFC 6347) with one peer, known by its certificate's fingerprint.
 *
 * <p>All methods are called on the event loop that {@code loop} stands for. The handshake computes
 * on a daemon thread of its own and posts to the loop.
 */
public final class DtlsTransport implements AutoCloseable {

  /** Bytes that {@link #seal} needs before the plaintext: record header and explicit nonce. */
  public static final int HEADROOM = RecordFormat.HEADER + RecordFormat.EXPLICIT_NONCE;

  /** Bytes that {@link #seal} needs behind the plaintext: the authentication tag. */
  public static final int TAILROOM = RecordFormat.TAG;

  /** By how many bytes a record is longer than its plaintext. */
  public static final int OVERHEAD = HEADROOM + TAILROOM;

  private static final byte[] CHANGE_CIPHER_SPEC = {1};

  private final DtlsRole role;
  private final long retransmitNotBefore;
  private final Clock clock;
  private final DtlsListener listener;
  private final HandshakeThread handshake;
  private final RecordWriter writer;
  private final MessageAssembler assembler = new MessageAssembler();
  private final ReplayWindow window = new ReplayWindow();
  private final Queue<byte[]> earlyRecords = new ArrayDeque<>();
  private final byte[] plaintext = new byte[RecordFormat.MAX_PLAINTEXT + RecordFormat.TAG];
  private final ByteBuffer plaintextView = ByteBuffer.wrap(plaintext);

  private byte[] heapCopy = new byte[2048];
  private long deliveredRecords;
  private @Nullable RecordOpener opener;
  private String cipherSuite = "";

  /** A single loss is more likely than a path that does not carry the datagrams. */
  private static final int SMALLER_FROM_REPETITION = 2;

  /**
   * A peer that has really ended stays silent for so many timers, which is about a second; one that
   * has not answers the flight meanwhile.
   */
  private static final int TIMEOUTS_AFTER_PLAIN_ALERT = 3;

  /** What was received without protection since the peer's last whole message. */
  private @Nullable Alert plainAlert;

  private int timeoutsSincePlainAlert;

  /** How often the flight has been sent again. */
  private int repetitions;

  /** The flight that the peer has not answered yet. */
  private @Nullable List<OutgoingRecord> flight;

  private int messagesBeforeFlight;
  private long flightSentAt;
  private boolean connected;
  private boolean ended;

  private long verified;
  private long malformed;
  private long badMacs;
  private long replays;
  private long overflows;
  private long retransmittedFlights;

  private DtlsTransport(
      DtlsIdentity identity,
      DtlsRole role,
      Fingerprint expectedPeer,
      RetransmissionTimes times,
      SecureRandom random,
      Clock clock,
      Executor loop,
      DtlsListener listener) {
    this.role = role;
    this.retransmitNotBefore = times.first().toNanos() / 2;
    this.clock = clock;
    this.listener = listener;
    this.writer = new RecordWriter(listener::outgoing);
    this.handshake =
        new HandshakeThread(
            identity, role, expectedPeer, times, random, clock, loop, new HandshakeOutcome());
  }

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
    return create(
        identity,
        role,
        expectedPeer,
        RetransmissionTimes.within(handshakeTimeout),
        random,
        clock,
        loop,
        listener);
  }

  /**
   * Names what this end speaks in the connection, the preferred ones first (ALPN, RFC 7301); to be
   * called before {@link #start}. Peers that know nothing of it, or nothing in common, connect all
   * the same.
   */
  public void speak(List<String> protocols) {
    handshake.protocols().set(protocols);
  }

  /** Returns which of those the peer speaks, too, or null; known from {@code connected} on. */
  public @Nullable String spoken() {
    return handshake.protocols().agreed();
  }

  static DtlsTransport create(
      DtlsIdentity identity,
      DtlsRole role,
      Fingerprint expectedPeer,
      RetransmissionTimes times,
      SecureRandom random,
      Clock clock,
      Executor loop,
      DtlsListener listener) {
    return new DtlsTransport(identity, role, expectedPeer, times, random, clock, loop, listener);
  }

  /** Begins the handshake: the client sends its ClientHello, the server waits for one. */
  public void start() {
    if (!ended) {
      handshake.start();
    }
  }

  /** Sends the flight that the peer has not answered again, because there is another path. */
  public void repeatFlight() {
    if (!connected) {
      retransmit();
    }
  }

  /**
   * Takes what has come from the peer, from position to limit: any number of whole records, in one
   * datagram or in several that stand one behind the other. The content is left as it is. Harmless
   * with any input and in any state; what comes before {@link #start} is kept.
   *
   * <p>Afterwards the position is at the limit, or before the first byte that begins something else
   * than DTLS by RFC 7983, as it may be in a buffer of several datagrams.
   */
  public void handleDatagram(ByteBuffer datagram) {
    int length = datagram.remaining();
    if (datagram.hasArray()) {
      int offset = datagram.arrayOffset() + datagram.position();
      int consumed = handleRecords(datagram.array(), offset, length);
      datagram.position(datagram.position() + consumed);
      return;
    }
    if (heapCopy.length < length) {
      heapCopy = new byte[length];
    }
    datagram.get(datagram.position(), heapCopy, 0, length);
    datagram.position(datagram.position() + handleRecords(heapCopy, 0, length));
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
    if (!isConnected()) {
      throw new IllegalStateException("the handshake is not done, or the transport has ended");
    }
    if (length < 0 || length > RecordFormat.MAX_PLAINTEXT) {
      throw new IllegalArgumentException("a record holds 0 to 16384 bytes, not " + length);
    }
    return writer.seal(array, offset, length);
  }

  /** Returns whether application data may be sealed now. */
  public boolean isConnected() {
    return connected && !ended;
  }

  /**
   * Returns the cipher suite's name in IANA's registry, such as {@code
   * TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}; empty before the keys are agreed on.
   */
  public String cipherSuite() {
    return cipherSuite;
  }

  /** Returns the largest sequence number of the protected records that have verified, or -1. */
  public long newestSequence() {
    return window.newest();
  }

  /** Returns how many protected records have verified. */
  public long verifiedRecords() {
    return verified;
  }

  public DtlsStats stats() {
    return new DtlsStats(malformed, badMacs, replays, overflows, retransmittedFlights);
  }

  /**
   * Tells the peer by close_notify that no more will come, and ends. The listener hears nothing
   * after that. Does nothing if it has ended already.
   */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    stop();
    if (peerIsThere()) {
      writer.writeAlert(Alert.CLOSE_NOTIFY);
    }
  }

  private int handleRecords(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && !ended) {
      int type = RecordFormat.type(array, at);
      // RFC 7983, 7: a first byte of 20 to 63 is DTLS.
      if (type < 20 || type > 63) {
        return at - offset;
      }
      if (end - at < RecordFormat.HEADER
          || RecordFormat.length(array, at) > end - at - RecordFormat.HEADER) {
        malformed++;
        return length;
      }
      int record = RecordFormat.HEADER + RecordFormat.length(array, at);
      handleRecord(array, at, record);
      at += record;
    }
    return length;
  }

  private void handleRecord(byte[] array, int offset, int length) {
    int epoch = RecordFormat.epoch(array, offset);
    if (epoch == RecordFormat.PLAIN_EPOCH && RecordFormat.majorVersion(array, offset) == 0xfe) {
      handlePlainRecord(array, offset, length - RecordFormat.HEADER);
    } else if (epoch == RecordFormat.PROTECTED_EPOCH
        && RecordFormat.version(array, offset) == RecordFormat.DTLS_1_2) {
      handleProtectedRecord(array, offset, length);
    } else {
      malformed++;
    }
  }

  private void handlePlainRecord(byte[] array, int offset, int length) {
    if (connected) {
      // What still comes unprotected is late, or forged.
      return;
    }
    int content = offset + RecordFormat.HEADER;
    switch (RecordFormat.type(array, offset)) {
      case RecordFormat.HANDSHAKE -> {
        int stale = assembler.add(array, content, length, RecordFormat.PLAIN_EPOCH);
        deliverMessages();
        if (stale < messagesBeforeFlight) {
          answerRetransmission();
        }
      }
      case RecordFormat.ALERT -> notePlainAlert(array, content, length);
      case RecordFormat.CHANGE_CIPHER_SPEC -> {
        // The epoch in each record says the same, and cannot be lost or overtaken.
      }
      default -> malformed++;
    }
  }

  private void handleProtectedRecord(byte[] array, int offset, int length) {
    int type = RecordFormat.type(array, offset);
    if (opener == null || (type == RecordFormat.APPLICATION_DATA && !connected)) {
      keepForLater(array, offset, length);
      return;
    }
    int room = length - RecordFormat.HEADER - RecordFormat.PROTECTION;
    if (room < 0 || room > RecordFormat.MAX_PLAINTEXT) {
      malformed++;
      return;
    }
    long sequence = RecordFormat.sequence(array, offset);
    if (window.isFarAhead(sequence)) {
      malformed++;
      return;
    }
    if (!window.isNew(sequence)) {
      replays++;
      return;
    }
    int opened = opener.open(array, offset, plaintext);
    if (opened == RecordOpener.FORGED) {
      noteForgery();
      return;
    }
    window.add(sequence);
    verified++;
    switch (type) {
      case RecordFormat.APPLICATION_DATA -> {
        // RFC 6347, 4.2.4: the peer has Finished; it is not going to ask for it any more.
        flight = null;
        plaintextView.limit(opened).position(0);
        listener.applicationData(plaintextView);
      }
      case RecordFormat.HANDSHAKE -> handleProtectedMessages(opened);
      case RecordFormat.ALERT -> handleAlert(plaintext, 0, opened);
      default -> malformed++;
    }
  }

  private void handleProtectedMessages(int length) {
    if (!connected) {
      assembler.add(plaintext, 0, length, RecordFormat.PROTECTED_EPOCH);
      deliverMessages();
      return;
    }
    if (length < HandshakeMessage.HEADER) {
      malformed++;
      return;
    }
    switch (plaintext[0]) {
      // RFC 6347, 4.2.4: the server "MUST respond to a retransmit of the peer's last flight with a
      // retransmit of the last flight." Finished is the one message in it that nobody can forge.
      case HandshakeMessage.FINISHED -> retransmit();
      // RFC 5246, 7.4.1.1: "This message MAY be ignored [or answered] with a no_renegotiation
      // alert."
      case HandshakeMessage.HELLO_REQUEST, HandshakeMessage.CLIENT_HELLO ->
          writer.writeAlert(Alert.NO_RENEGOTIATION);
      default -> malformed++;
    }
  }

  private void deliverMessages() {
    for (HandshakeMessage message = assembler.poll(); message != null; message = assembler.poll()) {
      plainAlert = null;
      if (message.type() == HandshakeMessage.FINISHED) {
        deliver(RecordFormat.CHANGE_CIPHER_SPEC, RecordFormat.PLAIN_EPOCH, CHANGE_CIPHER_SPEC);
        deliver(RecordFormat.HANDSHAKE, RecordFormat.PROTECTED_EPOCH, message.encode());
      } else {
        deliver(RecordFormat.HANDSHAKE, RecordFormat.PLAIN_EPOCH, message.encode());
      }
    }
  }

  private void deliver(int type, int epoch, byte[] content) {
    byte[] record = new byte[RecordFormat.HEADER + content.length];
    RecordFormat.putHeader(
        record, 0, type, RecordFormat.DTLS_1_2, epoch, deliveredRecords++, content.length);
    System.arraycopy(content, 0, record, RecordFormat.HEADER, content.length);
    handshake.deliver(record);
  }

  /**
   * Anybody can send an alert without protection (RFC 6347, 4.1.2.7). It counts if the handshake
   * does not make progress, either.
   */
  private void notePlainAlert(byte[] array, int offset, int length) {
    if (length < Alert.LENGTH) {
      malformed++;
    } else if (peerIsThere() && plainAlert == null) {
      plainAlert = Alert.decode(array, offset);
      timeoutsSincePlainAlert = 0;
    }
  }

  private void handleAlert(byte[] array, int offset, int length) {
    if (length < Alert.LENGTH) {
      malformed++;
      return;
    }
    handleAlert(Alert.decode(array, offset));
  }

  private void handleAlert(Alert alert) {
    if (alert.isCloseNotify()) {
      stop();
      // RFC 5246, 7.2.1: "The other party MUST respond with a close_notify alert of its own".
      if (peerIsThere()) {
        writer.writeAlert(Alert.CLOSE_NOTIFY);
      }
      listener.closed(DtlsCloseReason.CLOSE_NOTIFY, "the peer closed the connection");
    } else if (alert.isFatal()) {
      end(
          alert.refusesCertificate() ? DtlsCloseReason.REFUSED_BY_PEER : DtlsCloseReason.ALERT,
          "the other side ended the " + (connected ? "connection (" : "handshake (") + alert + ")");
    }
  }

  private void keepForLater(byte[] array, int offset, int length) {
    if (earlyRecords.size() == PeerLimits.Dtls.EARLY_RECORDS) {
      overflows++;
      return;
    }
    earlyRecords.add(Arrays.copyOfRange(array, offset, offset + length));
  }

  /** Gives all that waited another chance; what still comes too early waits again. */
  private void handleEarlyRecords() {
    for (int waiting = earlyRecords.size(); waiting > 0 && !ended; waiting--) {
      byte[] record = earlyRecords.remove();
      handleProtectedRecord(record, 0, record.length);
    }
  }

  private void noteForgery() {
    badMacs++;
    if (badMacs == PeerLimits.Dtls.FORGED_RECORDS) {
      end(DtlsCloseReason.KEY_EXHAUSTED, "too many forged records");
    }
  }

  /** The peer repeats itself: it lacks our answer. Not more often than the first timer would. */
  private void answerRetransmission() {
    if (clock.nanoTime() - flightSentAt >= retransmitNotBefore) {
      retransmit();
    }
  }

  private void retransmit() {
    if (flight == null || ended) {
      return;
    }
    retransmittedFlights++;
    repetitions++;
    // RFC 6347, 4.1.1.1: "If repeated retransmissions do not result in a response, and the PMTU is
    // unknown, subsequent retransmissions SHOULD back off to a smaller record size".
    if (repetitions >= SMALLER_FROM_REPETITION) {
      writer.useSmallDatagrams();
    }
    flightSentAt = clock.nanoTime();
    writer.write(flight);
  }

  /** A server that has heard of nobody has nobody to talk to. */
  private boolean peerIsThere() {
    return role == DtlsRole.CLIENT ? writer.hasWritten() : assembler.next() > 0;
  }

  private void end(DtlsCloseReason reason, String detail) {
    stop();
    listener.closed(reason, detail);
  }

  private void stop() {
    ended = true;
    flight = null;
    earlyRecords.clear();
    handshake.stop();
  }

  /** Takes what the handshake's thread posts. Nothing of it counts once the transport has ended. */
  private final class HandshakeOutcome implements HandshakeThread.Outcome {

    @Override
    public void keys(TrafficKeys keys) {
      if (ended) {
        return;
      }
      cipherSuite = keys.cipherSuite();
      writer.protectWith(keys.write());
      opener = new RecordOpener(keys.read());
      handleEarlyRecords();
    }

    @Override
    public void flight(List<OutgoingRecord> next) {
      if (ended) {
        return;
      }
      flight = next;
      repetitions = 0;
      messagesBeforeFlight = assembler.next();
      flightSentAt = clock.nanoTime();
      writer.write(next);
    }

    @Override
    public void retransmit() {
      if (plainAlert != null && ++timeoutsSincePlainAlert == TIMEOUTS_AFTER_PLAIN_ALERT && !ended) {
        handleAlert(plainAlert);
        return;
      }
      DtlsTransport.this.retransmit();
    }

    @Override
    public void finished() {
      if (ended) {
        return;
      }
      connected = true;
      if (role == DtlsRole.CLIENT) {
        // The server has answered it: nobody will ask for it again.
        flight = null;
      }
      listener.connected();
      handleEarlyRecords();
    }

    @Override
    public void failed(DtlsCloseReason reason, String detail, @Nullable Alert alert) {
      if (ended) {
        return;
      }
      stop();
      if (peerIsThere()) {
        writer.writeAlert(
            alert == null ? new Alert(AlertLevel.fatal, AlertDescription.internal_error) : alert);
      }
      listener.closed(reason, detail);
    }
  }
}
