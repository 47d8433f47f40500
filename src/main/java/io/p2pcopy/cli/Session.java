package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.PastedBlob;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.Meeting;
import io.p2pcopy.transfer.TransferProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The part that sending and receiving have in common: to find and to meet the other side. */
final class Session {
  private static final long CHANNEL_SECONDS = 30;

  private final Surroundings around;
  private final ConnectionOptions options;
  private final PeerConfig config;
  private final Report report;
  private final LineSource standardInput;
  private final RateLimit limit;
  private @Nullable PeerConnection peer;

  /** What a command does in a session. */
  interface Work {
    void doIn(Session session) throws Exception;
  }

  private Session(
      Surroundings around, ConnectionOptions options, PeerConfig config, Report report) {
    this.around = around;
    this.options = options;
    this.config = config;
    this.report = report;
    this.standardInput = new LineSource(around::in);
    this.limit = new RateLimit(options.limit(), around.clock());
  }

  /** Does the work, reports why it failed if it does, and cleans up after it. */
  static int run(Surroundings around, ConnectionOptions options, Report report, Work work) {
    var session = new Session(around, options, options.config(), report);
    try {
      work.doIn(session);
      return ExitCode.DONE.status();
    } catch (Throwable e) {
      Failure failure = Failure.of(e);
      report.failed(failure);
      return failure.code().status();
    } finally {
      if (session.peer != null) {
        session.peer.close();
      }
    }
  }

  LineSource standardInput() {
    return standardInput;
  }

  /** Begins to gather this side's addresses, unless it can be seen that the rest would fail. */
  PeerConnection open() throws CommandException {
    Path file = options.peer();
    if (file != null && !Files.isReadable(file)) {
      if (CommandLines.looksLikeBlob(file.toString())) {
        throw CommandLines.blobInArguments();
      }
      throw new CommandException(
          ExitCode.LOCAL_FILE,
          "local-file",
          "The file " + file + " with your friend's line cannot be read.");
    }
    PeerConnection opened = PeerConnection.create(config);
    peer = opened;
    return opened;
  }

  /** What there is once the two sides have met. */
  record Met(DataChannel channel, Meeting meeting) {}

  /** Exchanges offer and answer with the other side, waits for the connection and the channel. */
  Met connect(PeerConnection opened, boolean offering) throws Exception {
    var channel = new CompletableFuture<DataChannel>();
    SessionDescription own;
    SessionDescription other;
    if (offering) {
      channel.complete(opened.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME));
      own = opened.createOffer().get();
      other = peerLine(SessionDescription.Type.ANSWER, publish(own));
      opened.acceptAnswer(other);
    } else {
      opened.onDataChannel(channel::complete);
      other = peerLine(SessionDescription.Type.OFFER, null);
      own = opened.createAnswer(other).get();
      publish(own);
    }
    report.connecting();
    var unused = opened.connected().get();
    report.connected(Network.of(opened));
    return new Met(
        awaited(channel), meeting(offering ? own : other, offering ? other : own, offering));
  }

  /** Returns the channel as the user limits it, who may change the limit while it runs. */
  DataChannel limited(DataChannel channel) {
    return new LimitedChannel(channel, limit);
  }

  private static Meeting meeting(
      SessionDescription offer, SessionDescription answer, boolean offering) {
    return new Meeting(
        offering,
        offer.fingerprint().toBytes(),
        answer.fingerprint().toBytes(),
        BlobCodec.encode(offer),
        BlobCodec.encode(answer));
  }

  private static DataChannel awaited(CompletableFuture<DataChannel> channel) throws Exception {
    try {
      return channel.get(CHANNEL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.CONNECTION_LOST, "lost", "The other side connected and then sent nothing.");
    }
  }

  private String publish(SessionDescription own) throws CommandException {
    String blob = BlobCodec.encode(own);
    report.blob(own, blob);
    if (around.out().checkError()) {
      throw new CommandException(
          ExitCode.LOCAL_FILE, "local-file", "Standard output cannot be written.");
    }
    return blob;
  }

  private SessionDescription peerLine(SessionDescription.Type wanted, @Nullable String own)
      throws Exception {
    Path file = options.peer();
    LineSource lines =
        file == null ? standardInput : new LineSource(() -> Files.newInputStream(file));
    boolean asksAgain = file == null && around.terminal().input();
    report.awaiting(wanted);
    try {
      SessionDescription peerDescription =
          new PeerLine(lines, asksAgain, report)
              .read(wanted, options.timeout(), pasted -> PastedBlob.of(pasted).read(wanted, own));
      report.understood(peerDescription);
      return peerDescription;
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.NO_CONNECTION,
          "peer-absent",
          "Your friend's line did not come within " + Wording.duration(options.timeout()) + ".");
    }
  }
}
