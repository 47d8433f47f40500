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
 * A tree on its way in over one channel:
 *
 * <pre>
 *   sender ---> listen ---> hash (two threads) ---> write to the disk
 *     ^                                               |
 *     +------------- wants, again, stored ------------+
 * </pre>
 */
final class Receiving implements ContentReceiver.ListTaker {

  private final TreeReceiver.State state;
  private final DataChannel channel;
  private final TransferListener listener;
  private final Clock clock;
  private final Greeting greeting;
  private final CompletableFuture<TransferSummary> outcome = new CompletableFuture<>();
  private final TransferThreads crew = new TransferThreads(outcome);
  private final InterruptibleSection gate = new InterruptibleSection();
  private final HashPool pool;
  private final ContentReceiver arrivals;
  private final CountDownLatch listed = new CountDownLatch(1);
  private @Nullable Offer offer;
  private @Nullable String text;

  Receiving(TreeReceiver.State state, DataChannel channel, ConnectionTranscript meeting) {
    this.state = state;
    this.channel = channel;
    this.listener = state.listener();
    this.clock = state.clock();
    greeting = new Greeting(channel, Role.RECEIVER, meeting, state.random());
    pool = new HashPool(crew);
    arrivals =
        new ContentReceiver(
            channel, greeting, listener, this, pool, Zstd::decompress, state.tally());
  }

  TransferSummary run() throws TransferException, InterruptedException {
    return TransferRun.run(channel, crew, listener, this::transfer);
  }

  private TransferSummary transfer()
      throws LocalFailureException, TransferException, ExecutionException, InterruptedException {
    greeting.begin();
    crew.start("listen", arrivals::run);
    crew.start("write", gate, this::write);
    TransferSummary summary =
        new StallMonitor(state.tally(), listener, clock, this::movement, () -> 0).await(outcome);
    crew.close();
    listener.progress(state.tally().snapshot(0));
    var verified = new Verified(summary.files(), summary.bytes(), summary.failed());
    if (ClosingExchange.say(channel, verified, ClosingExchange.PATIENCE)) {
      state.forget();
    }
    return summary;
  }

  @Override
  public void offer(Offer offered) throws LocalFailureException {
    offer = offered;
    state.begin(offered, gate);
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
    gate.step(listed::await);
    int[] words = gate.pass(greeting::words);
    String message = text;
    Offer offered = offer;
    if (message == null && offered != null) {
      state.prepare();
    }
    if (!gate.pass(() -> state.settings().words().agree(words))) {
      throw new LocalFailureException(
          FailureCode.NOT_VERIFIED, "The words differ: somebody may be in between.");
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
    if (!state.isWanted(gate)) {
      throw new TransferException(Kind.REFUSED, "What was offered was not accepted.");
    }
    String compression = Compression.common(offered.compression());
    arrivals.accept(compression != null);
    state.send(channel, ControlCodec.encode(new Accept(compression)));
    state.start();
    new FileStore(state, channel, arrivals, pool, gate, clock, offered.entries()).run();
    TransferSummary summary = state.complete();
    gate.step(this::deliver);
    outcome.complete(summary);
  }

  private void deliver() throws LocalFailureException {
    try {
      state.settings().delivery().deliver();
    } catch (IOException | UncheckedIOException e) {
      throw new LocalFailureException(FailureCode.FILE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Says how far the network has come; negative while a person is thinking. */
  private long movement() {
    return arrivals.accepted() ? arrivals.received() : -1;
  }
}
