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
 * The first messages on a channel: who does what, and nonces for the verification words. Each side
 * commits to its nonce before it knows the other's.
 */
public final class Greeting {

  private static final String AGENT = "p2pcopy";

  /** No person has to do anything before the words are known. A path is lost after 20 seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DataChannel channel;
  private final Role role;
  private final ConnectionTranscript meeting;
  private final byte[] nonce = new byte[Words.NONCE_LENGTH];
  private final String commitment;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<int[]> words = new CompletableFuture<>();
  private final Duration patience;
  private volatile @Nullable String peerCommitment;

  /** The text of this side's blob that the peer has read. */
  private String ownText;

  public Greeting(
      DataChannel channel, Role role, ConnectionTranscript meeting, SecureRandom random) {
    this(channel, role, meeting, random, PATIENCE);
  }

  /**
   * @param patience how long the peer may take to reveal its nonce
   */
  public Greeting(
      DataChannel channel,
      Role role,
      ConnectionTranscript meeting,
      SecureRandom random,
      Duration patience) {
    this.patience = patience;
    this.channel = channel;
    this.role = role;
    this.meeting = meeting;
    random.nextBytes(nonce);
    commitment = Words.commitment(meeting.offerer(), nonce);
    ownText = meeting.ownText();
  }

  /**
   * Waits until the channel is open. The offerer, who has opened it, says hello at once. The
   * answerer waits for that: what it says before, a browser that offers may lose.
   */
  public void begin() throws LocalFailureException, TransferException, InterruptedException {
    try {
      channel.awaitWritable(Long.MAX_VALUE);
      TransferProtocol.check(channel);
      if (meeting.offerer()) {
        sayHello();
      }
    } catch (IOException e) {
      throw PeerFailure.connectionLost(e);
    } catch (IllegalStateException e) {
      throw PeerFailure.connectionLost(null);
    }
  }

  /** Waits until this side has said hello. Nothing but an error may be said before. */
  public void awaitBegun() throws InterruptedException {
    begun.await();
  }

  /** Takes the peer's first message and answers it. */
  public void take(Hello hello) throws LocalFailureException {
    try {
      answer(hello);
    } catch (IllegalStateException e) {
      // The channel is gone. What the peer said last may still be there to be read.
    }
  }

  private void answer(Hello hello) throws LocalFailureException {
    // Before the roles are compared: the peer finds out by itself that they are the same.
    if (begun.getCount() > 0) {
      sayHello();
    }
    if (peerCommitment != null) {
      throw LocalFailureException.protocol("The other side greeted twice.");
    }
    if (hello.role() == role) {
      throw new LocalFailureException(
          FailureCode.SAME_ROLE,
          role == Role.SENDER
              ? "Both sides want to send: one has to receive."
              : "Both sides want to receive: one has to send.");
    }
    if (hello.commitment().equals(commitment)) {
      throw LocalFailureException.protocol("The other side repeats what this one says.");
    }
    peerCommitment = hello.commitment();
    // Whichever of these texts the peer read, it was this side that wrote it.
    for (String text : meeting.ownTexts()) {
      if (Words.textTag(text).equals(hello.peerText())) {
        ownText = text;
      }
    }
    say(new Reveal(HexFormat.of().formatHex(nonce)));
  }

  /** Takes the peer's nonce and returns the verification words. */
  public int[] take(Reveal reveal) throws LocalFailureException {
    byte[] peerNonce = HexFormat.of().parseHex(reveal.nonce());
    if (words.isDone() || !Words.commitment(!meeting.offerer(), peerNonce).equals(peerCommitment)) {
      throw LocalFailureException.protocol(
          "The other side told another number than it had chosen.");
    }
    int[] indices =
        Words.indices(
            meeting.offererFingerprint(),
            meeting.answererFingerprint(),
            meeting.offerer() ? ownText : meeting.offer(),
            meeting.offerer() ? meeting.answer() : ownText,
            meeting.offerer() ? nonce : peerNonce,
            meeting.offerer() ? peerNonce : nonce);
    words.complete(indices);
    return indices;
  }

  public boolean greeted() {
    return peerCommitment != null;
  }

  public boolean complete() {
    return words.isDone();
  }

  /** Returns what the end of the connection means, which depends on whether words were shown. */
  public TransferException ended(TransferException end) {
    return greeted() && !words.isDone() ? PeerFailure.beforeWords(end) : end;
  }

  /**
   * Waits for the words.
   *
   * @throws TransferException if the peer does not reveal its nonce
   */
  public int[] words() throws TransferException, InterruptedException {
    try {
      return words.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ended(
          new TransferException(
              Kind.CONNECTION_LOST, "The other side connected and then sent nothing.", e));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sayHello() {
    say(new Hello(role, commitment, AGENT, Words.textTag(meeting.peerText())));
    begun.countDown();
  }

  private void say(ControlMessage message) {
    channel.send(ControlCodec.encode(message));
  }
}
