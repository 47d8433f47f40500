package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.PastedBlob;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.Meeting;
import io.p2pcopy.transfer.TransferProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Exchanges lines with the other side until there is a connection and a channel. */
record Rendezvous(
    Surroundings around, ConnectionOptions options, LineSource standardInput, Report report) {
  private static final long CHANNEL_SECONDS = 30;

  /** What there is once the two sides have met. */
  record Met(PeerConnection peer, DataChannel channel, Meeting meeting) {}

  /** Meets the other side for the first time: one offers, the other answers as a rule. */
  Met first(PeerConnection opened, boolean offering) throws Exception {
    return offering ? offer(opened, PeerLine.Wanted.ANSWER) : answer(opened);
  }

  /** Meets the other side again after the connection was lost. Both offer at once. */
  Met again(PeerConnection opened) throws Exception {
    return offer(opened, PeerLine.Wanted.NEW_LINE);
  }

  /**
   * Offers, and takes an answer or another offer for it. After a loss nobody can know which side
   * notices first, and one that runs again with the same command offers, too. Of two offers, the
   * text that sorts first remains one.
   */
  private Met offer(PeerConnection opened, PeerLine.Wanted wanted) throws Exception {
    SessionDescription own = opened.createOffer().get();
    String ownBlob = publish(own);
    SessionDescription other = peerLine(wanted, pasted -> readEither(pasted, ownBlob));
    if (other.type() == SessionDescription.Type.ANSWER) {
      return offered(opened, own, other, () -> opened.acceptAnswer(other));
    }
    report.bothOffered();
    return ownBlob.compareTo(BlobCodec.encode(other)) < 0
        ? offered(opened, own, other, () -> opened.acceptOffer(other, false))
        : answered(opened, other, own, () -> opened.acceptOffer(other, true));
  }

  private Met answer(PeerConnection opened) throws Exception {
    SessionDescription other =
        peerLine(
            PeerLine.Wanted.OFFER,
            pasted -> PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, null));
    SessionDescription own = opened.createAnswer(other).get();
    var unused = publish(own);
    return answered(opened, other, own, () -> {});
  }

  private Met offered(
      PeerConnection opened, SessionDescription offer, SessionDescription answer, Runnable begin)
      throws Exception {
    DataChannel channel = opened.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME);
    begin.run();
    connect(opened);
    return new Met(opened, channel, meeting(offer, answer, true));
  }

  private Met answered(
      PeerConnection opened, SessionDescription offer, SessionDescription answer, Runnable begin)
      throws Exception {
    var channel = new CompletableFuture<DataChannel>();
    opened.onDataChannel(channel::complete);
    begin.run();
    connect(opened);
    return new Met(opened, awaited(channel), meeting(offer, answer, false));
  }

  private void connect(PeerConnection opened) throws Exception {
    report.connecting();
    var unused = opened.connected().get();
    report.connected(Network.of(opened));
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

  private static SessionDescription readEither(String pasted, String own) throws BlobException {
    try {
      return PastedBlob.of(pasted).read(SessionDescription.Type.ANSWER, own);
    } catch (BlobException e) {
      if (e.fault() != BlobException.Fault.WRONG_TYPE) {
        throw e;
      }
      return PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, own);
    }
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

  private SessionDescription peerLine(PeerLine.Wanted wanted, PeerLine.Parser parser)
      throws Exception {
    Path file = options.peer();
    LineSource lines = file == null ? standardInput : linesOf(file);
    boolean asksAgain = file == null && around.terminal().input();
    wanted.tell(report);
    try {
      SessionDescription description =
          new PeerLine(lines, asksAgain, report).read(wanted, options.timeout(), parser);
      report.understood(description);
      return description;
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.NO_CONNECTION,
          "peer-absent",
          "Your friend's line did not come within " + Wording.duration(options.timeout()) + ".");
    }
  }

  private static LineSource linesOf(Path file) {
    return new LineSource(() -> Files.newInputStream(file));
  }
}
