package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the file is wanted while it watches the sender: a person may think for long, and
 * should not think any longer about a file that can't come any more.
 */
final class Acceptance {

  private final CompletableFuture<Boolean> decision = new CompletableFuture<>();
  private final CompletableFuture<Optional<Message>> next = new CompletableFuture<>();

  private Acceptance() {}

  static Acceptance ask(
      Workers workers, AcceptPolicy policy, FileOffer offer, DataChannel channel) {
    var acceptance = new Acceptance();
    workers.start("watch", () -> acceptance.watch(channel));
    workers.start("accept", () -> acceptance.decide(policy, offer));
    return acceptance;
  }

  /**
   * Waits for the decision.
   *
   * @throws TransferException if the sender gave up or went away before it
   */
  boolean await() throws TransferException, LocalFailure, InterruptedException {
    try {
      CompletableFuture.anyOf(decision, next).get();
    } catch (ExecutionException e) {
      throw unexpected(e.getCause());
    }
    if (!next.isDone()) {
      return decision.join();
    }
    ControlMessage message = ControlCodec.decode(nextMessage());
    if (message instanceof ControlMessage.Failed failed) {
      throw PeerFailure.of(failed);
    }
    throw LocalFailure.protocol("The other side did not wait for an answer to its offer.");
  }

  /** Returns the first message after the offer; to be called once. */
  Message nextMessage() throws TransferException, InterruptedException {
    try {
      return next.get().orElseThrow(() -> PeerFailure.connectionLost(null));
    } catch (ExecutionException e) {
      throw unexpected(e.getCause());
    }
  }

  private void watch(DataChannel channel) throws InterruptedException {
    try {
      next.complete(Optional.ofNullable(channel.receive()));
    } catch (IOException e) {
      next.completeExceptionally(e);
    }
  }

  private void decide(AcceptPolicy policy, FileOffer offer) {
    try {
      decision.complete(policy.accepts(offer));
    } catch (InterruptedException | RuntimeException e) {
      decision.completeExceptionally(e);
    }
  }

  private static TransferException unexpected(@Nullable Throwable cause)
      throws InterruptedException {
    if (cause instanceof IOException lost) {
      return PeerFailure.connectionLost(lost);
    }
    if (cause instanceof InterruptedException) {
      throw new InterruptedException(cause.getMessage());
    }
    throw new IllegalStateException("The accept policy failed.", cause);
  }
}
