package io.p2pcopy.transfer;

import io.p2pcopy.transfer.wire.ControlMessage.Hello;
import io.p2pcopy.transfer.wire.ControlMessage.Reveal;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailure;
import io.p2pcopy.transfer.wire.Role;
import io.p2pcopy.transfer.wire.Words;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The first messages on a channel: who does what, and nonces for the verification words. Each side
 * commits to its nonce before it knows the other's.
 */
final class Greeting {

  private static final String AGENT = "p2pcopy";

  private final Role role;
  private final Meeting meeting;
  private final byte[] nonce = new byte[Words.NONCE_LENGTH];
  private final String commitment;
  private final CompletableFuture<int[]> words = new CompletableFuture<>();
  private @Nullable String peerCommitment;

  Greeting(Role role, Meeting meeting, SecureRandom random) {
    this.role = role;
    this.meeting = meeting;
    random.nextBytes(nonce);
    commitment = Words.commitment(meeting.offerer(), nonce);
  }

  /** Returns this side's first message. */
  Hello hello() {
    return new Hello(role, commitment, AGENT);
  }

  /** Takes the peer's first message and returns the answer to it. */
  Reveal answerTo(Hello hello) throws LocalFailure {
    if (peerCommitment != null) {
      throw LocalFailure.protocol("The other side greeted twice.");
    }
    if (hello.role() == role) {
      throw new LocalFailure(
          FailureCode.SAME_ROLE,
          role == Role.SENDER
              ? "Both sides want to send: one has to receive."
              : "Both sides want to receive: one has to send.");
    }
    if (hello.commitment().equals(commitment)) {
      throw LocalFailure.protocol("The other side repeats what this one says.");
    }
    peerCommitment = hello.commitment();
    return new Reveal(HexFormat.of().formatHex(nonce));
  }

  /** Takes the peer's nonce and returns the verification words. */
  int[] take(Reveal reveal) throws LocalFailure {
    byte[] peerNonce = HexFormat.of().parseHex(reveal.nonce());
    if (words.isDone() || !Words.commitment(!meeting.offerer(), peerNonce).equals(peerCommitment)) {
      throw LocalFailure.protocol("The other side told another number than it had chosen.");
    }
    int[] indices =
        Words.indices(
            meeting.offererFingerprint(),
            meeting.answererFingerprint(),
            meeting.offer(),
            meeting.answer(),
            meeting.offerer() ? nonce : peerNonce,
            meeting.offerer() ? peerNonce : nonce);
    words.complete(indices);
    return indices;
  }

  boolean greeted() {
    return peerCommitment != null;
  }

  boolean complete() {
    return words.isDone();
  }

  /** Waits for the words. */
  int[] words() throws InterruptedException {
    try {
      return words.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
