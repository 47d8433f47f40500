package io.p2pcopy.transfer.run;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.TransferProtocol;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Hello;
import io.p2pcopy.transfer.wire.ControlMessage.Reveal;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.Role;
import io.p2pcopy.transfer.wire.Words;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the first messages on a channel: roles, and nonces for the verification words. Each
 * side commits to its nonce before it knows the other's.
 */
public final class Greeting {

  private static final String AGENT = "p2pcopy";

  /**
   * How long to wait for the peer's nonce. No user is involved until then, and a dead path is
   * detected after 40 seconds.
   */
  private static final Duration REVEAL_TIMEOUT = Duration.ofSeconds(60);

  private final DataChannel channel;
  private final Role role;
  private final ConnectionTranscript transcript;
  private final byte[] nonce = new byte[Words.NONCE_LENGTH];
  private final String commitment;
  private final CountDownLatch helloSent = new CountDownLatch(1);
  private final CompletableFuture<int[]> words = new CompletableFuture<>();
  private final Duration timeout;
  private volatile @Nullable String peerCommitment;

  /** The version of this side's blob that the peer used. */
  private String ownText;

  public Greeting(
      DataChannel channel, Role role, ConnectionTranscript transcript, SecureRandom random) {
    this(channel, role, transcript, random, REVEAL_TIMEOUT);
  }

  /**
   * @param timeout how long the peer may take to reveal its nonce
   */
  public Greeting(
      DataChannel channel,
      Role role,
      ConnectionTranscript transcript,
      SecureRandom random,
      Duration timeout) {
    this.timeout = timeout;
    this.channel = channel;
    this.role = role;
    this.transcript = transcript;
    random.nextBytes(nonce);
    commitment = Words.commitment(transcript.offerer(), nonce);
    ownText = transcript.ownText();
  }

  /**
   * Waits until the channel is open. The offerer opened it and sends hello at once. The answerer
   * waits for that hello, because a browser may lose messages that arrive before its channel is
   * ready.
   */
  public void begin() throws LocalFailureException, TransferException, InterruptedException {
    try {
      channel.awaitWritable(Long.MAX_VALUE);
      TransferProtocol.check(channel);
      if (transcript.offerer()) {
        sendHello();
      }
    } catch (IOException e) {
      throw PeerFailure.connectionLost(e);
    } catch (IllegalStateException e) {
      throw PeerFailure.connectionLost(null);
    }
  }

  /** Waits until this side has sent hello. Before it, only an error may be sent. */
  public void awaitHelloSent() throws InterruptedException {
    helloSent.await();
  }

  /** Handles the peer's hello and reveals this side's nonce. */
  public void take(Hello hello) throws LocalFailureException {
    try {
      answer(hello);
    } catch (IllegalStateException e) {
      // The channel is closed. The peer's last message may still be waiting to be read.
    }
  }

  private void answer(Hello hello) throws LocalFailureException {
    // Before the roles are compared, so that the peer can also detect equal roles.
    if (helloSent.getCount() > 0) {
      sendHello();
    }
    if (peerCommitment != null) {
      throw LocalFailureException.protocol("The other side sent \"hello\" twice.");
    }
    if (hello.role() == role) {
      throw new LocalFailureException(
          FailureCode.SAME_ROLE,
          role == Role.SENDER
              ? "Both sides are sending. Run \"p2pcopy receive\" on one of them."
              : "Both sides are receiving. Run \"p2pcopy send\" on one of them.");
    }
    if (hello.commitment().equals(commitment)) {
      throw LocalFailureException.protocol("The other side sent this side's own commitment back.");
    }
    peerCommitment = hello.commitment();
    // All of these texts were written by this side, so any of them is authentic.
    for (String text : transcript.ownTexts()) {
      if (Words.textTag(text).equals(hello.peerText())) {
        ownText = text;
      }
    }
    send(new Reveal(HexFormat.of().formatHex(nonce)));
  }

  /** Handles the peer's nonce and returns the verification words. */
  public int[] take(Reveal reveal) throws LocalFailureException {
    byte[] peerNonce = HexFormat.of().parseHex(reveal.nonce());
    if (words.isDone()
        || !Words.commitment(!transcript.offerer(), peerNonce).equals(peerCommitment)) {
      throw LocalFailureException.protocol(
          "The other side revealed a nonce that does not match its commitment.");
    }
    int[] indices =
        Words.indices(
            transcript.offererFingerprint(),
            transcript.answererFingerprint(),
            transcript.offerer() ? ownText : transcript.offer(),
            transcript.offerer() ? transcript.answer() : ownText,
            transcript.offerer() ? nonce : peerNonce,
            transcript.offerer() ? peerNonce : nonce);
    words.complete(indices);
    return indices;
  }

  public boolean greeted() {
    return peerCommitment != null;
  }

  public boolean complete() {
    return words.isDone();
  }

  /**
   * Returns the failure to report when the connection ends; before the words are shown, it warns of
   * an attack.
   */
  public TransferException ended(TransferException end) {
    return greeted() && !words.isDone() ? PeerFailure.beforeWords(end) : end;
  }

  /**
   * Waits for the verification words.
   *
   * @throws TransferException if the peer does not reveal its nonce
   */
  public int[] words() throws TransferException, InterruptedException {
    try {
      return words.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ended(
          new TransferException(
              Kind.CONNECTION_LOST,
              "The other side connected and then sent nothing. Start again" + " on both sides.",
              e));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sendHello() {
    send(new Hello(role, commitment, AGENT, Words.textTag(transcript.peerText())));
    helloSent.countDown();
  }

  private void send(ControlMessage message) {
    channel.send(ControlCodec.encode(message));
  }
}
