package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.run.ClosingExchange;
import io.p2pcopy.transfer.run.Compression;
import io.p2pcopy.transfer.run.Greeting;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.StallMonitor;
import io.p2pcopy.transfer.run.TransferRun;
import io.p2pcopy.transfer.run.TransferThreads;
import io.p2pcopy.transfer.run.Zstd;
import io.p2pcopy.transfer.wire.ControlCodec;
import io.p2pcopy.transfer.wire.ControlMessage.Accept;
import io.p2pcopy.transfer.wire.ControlMessage.Entries;
import io.p2pcopy.transfer.wire.ControlMessage.Offer;
import io.p2pcopy.transfer.wire.ControlMessage.TextOffer;
import io.p2pcopy.transfer.wire.ControlMessage.Verified;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import io.p2pcopy.transfer.wire.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Receives a tree over one channel:
 *
 * <pre>
 *   sender ---> listen ---> hash (two threads) ---> write to the disk
 *     ^                                               |
 *     +------------- send, again, stored -------------+
 * </pre>
 */
final class Receiving implements ContentReceiver.ListHandler {

  private final ReceiveState state;
  private final DataChannel channel;
  private final TransferListener listener;
  private final Clock clock;
  private final Greeting greeting;
  private final CompletableFuture<TransferSummary> outcome = new CompletableFuture<>();
  private final TransferThreads threads = new TransferThreads(outcome);
  private final InterruptibleSection interruptible = new InterruptibleSection();
  private final HashPool pool;
  private final ContentReceiver contentReceiver;
  private final CountDownLatch listed = new CountDownLatch(1);
  private @Nullable Offer offer;
  private @Nullable String text;

  Receiving(ReceiveState state, DataChannel channel, ConnectionTranscript transcript) {
    this.state = state;
    this.channel = channel;
    this.listener = state.listener();
    this.clock = state.clock();
    greeting = new Greeting(channel, Role.RECEIVER, transcript, state.random());
    pool = new HashPool(threads);
    contentReceiver =
        new ContentReceiver(
            channel, greeting, listener, this, pool, Zstd::decompress, state.counters());
  }

  TransferSummary run() throws TransferException, InterruptedException {
    return TransferRun.run(channel, threads, listener, this::transfer);
  }

  private TransferSummary transfer()
      throws LocalFailureException, TransferException, ExecutionException, InterruptedException {
    greeting.begin();
    threads.start("listen", contentReceiver::run);
    threads.start("write", interruptible, this::write);
    TransferSummary summary =
        new StallMonitor(state.counters(), listener, clock, this::movement, () -> 0).await(outcome);
    threads.close();
    listener.progress(state.counters().snapshot(0));
    var verified = new Verified(summary.files(), summary.bytes(), summary.failed());
    if (ClosingExchange.finish(channel, verified, ClosingExchange.CLOSE_TIMEOUT)) {
      state.forget();
    }
    return summary;
  }

  @Override
  public void offer(Offer offered) throws LocalFailureException {
    offer = offered;
    state.begin(offered, interruptible);
  }

  @Override
  public void entries(Entries entries) throws LocalFailureException {
    state.add(entries.list());
  }

  @Override
  public void offered() throws LocalFailureException {
    state.listed();
    listed.countDown();
  }

  @Override
  public void text(TextOffer offered) {
    text = offered.text();
    listed.countDown();
  }

  private void write() throws LocalFailureException, TransferException, InterruptedException {
    interruptible.run(listed::await);
    int[] words = interruptible.call(greeting::words);
    String message = text;
    Offer offered = offer;
    if (message == null && offered != null) {
      state.prepare();
    }
    if (!interruptible.call(() -> state.settings().words().agree(words))) {
      throw new LocalFailureException(
          FailureCode.NOT_VERIFIED,
          "The words differ. Someone may be intercepting the"
              + " connection; do not send anything over it.");
    }
    if (message != null) {
      listener.text(message);
      outcome.complete(new TransferSummary(0, 0, 0, 0, 0, 0, 0, Duration.ZERO));
    } else if (offered != null) {
      receive(offered);
    }
  }

  private void receive(Offer offered)
      throws LocalFailureException, TransferException, InterruptedException {
    if (!state.isWanted(interruptible)) {
      throw new TransferException(Kind.REFUSED, "You refused the files.");
    }
    String compression = Compression.common(offered.compression());
    contentReceiver.accept(compression != null);
    state.send(channel, ControlCodec.encode(new Accept(compression)));
    state.start();
    new FileStore(state, channel, contentReceiver, pool, interruptible, clock, offered.entries())
        .run();
    TransferSummary summary = state.complete();
    interruptible.run(this::deliver);
    outcome.complete(summary);
  }

  private void deliver() throws LocalFailureException {
    try {
      state.settings().delivery().deliver();
    } catch (IOException | UncheckedIOException e) {
      throw new LocalFailureException(FailureCode.FILE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns a value that changes with network progress; negative while a user is asked. */
  private long movement() {
    return contentReceiver.accepted() ? contentReceiver.received() : -1;
  }
}
