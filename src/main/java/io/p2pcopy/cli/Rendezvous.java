package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.PastedBlob;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.Meeting;
import io.p2pcopy.transfer.TransferProtocol;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Objects;
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
    return meet(
        opened,
        wanted,
        pasted -> readEither(pasted, ownBlob),
        other -> {
          if (other.type() == SessionDescription.Type.ANSWER) {
            opened.acceptAnswer(other);
            return meeting(own, other, true);
          }
          report.bothOffered();
          boolean answering = ownBlob.compareTo(BlobCodec.encode(other)) > 0;
          opened.acceptOffer(other, answering);
          return answering ? meeting(other, own, false) : meeting(own, other, true);
        });
  }

  private Met answer(PeerConnection opened) throws Exception {
    return meet(
        opened,
        PeerLine.Wanted.OFFER,
        pasted -> PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, null),
        other -> {
          SessionDescription own = opened.createAnswer(other).get();
          var unused = publish(own);
          return meeting(other, own, false);
        });
  }

  /** Begins to connect with the side whose line came. */
  private interface Attempt {
    Meeting with(SessionDescription other) throws Exception;
  }

  /**
   * Connects with the side whose line comes first, or with one whose line a person pastes later:
   * the first one may have been meant for something else, or be out of date.
   */
  private Met meet(
      PeerConnection opened, PeerLine.Wanted wanted, PeerLine.Parser parser, Attempt attempt)
      throws Exception {
    PeerLine line = peerLine();
    var attempts = new HashMap<SessionDescription, Meeting>();
    SessionDescription other = first(line, wanted, parser);
    attempts.put(other, attempt.with(other));
    if (line.asksAgain()) {
      // Of the first paste. What is pasted once it is said that this connects, counts.
      line.lines().dropAvailable();
    }
    report.connecting();
    while (line.asksAgain() && line.lines().hasLineBefore(opened.connected())) {
      SessionDescription another = line.readAnother(parser).orElse(other);
      if (!another.equals(other)) {
        other = another;
        report.understood(other);
        report.replaced();
        attempts.put(other, attempt.with(other));
        report.connecting();
      }
    }
    var unused = opened.connected().get();
    report.connected(Network.of(opened));
    // The last line may have come when the one before had just led to a connection.
    Meeting meeting = Objects.requireNonNull(attempts.get(opened.remoteDescription()));
    return new Met(opened, channel(opened, meeting.offerer()), meeting);
  }

  private static DataChannel channel(PeerConnection opened, boolean offering) throws Exception {
    if (offering) {
      return opened.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME);
    }
    var channel = new CompletableFuture<DataChannel>();
    opened.onDataChannel(channel::complete);
    return awaited(channel);
  }

  private static Meeting meeting(
      SessionDescription offer, SessionDescription answer, boolean offering) {
    return new Meeting(
        offering,
        offer.fingerprint().toBytes(),
        answer.fingerprint().toBytes(),
        BlobCodec.encode(offer),
        BlobCodec.answerForWords(offer, answer));
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

  private String publish(SessionDescription own) {
    String blob = BlobCodec.encode(own);
    report.blob(own, blob);
    return blob;
  }

  private PeerLine peerLine() {
    Path file = options.peer();
    LineSource lines = file == null ? standardInput : linesOf(file);
    return new PeerLine(lines, file == null && around.terminal().input(), report);
  }

  private SessionDescription first(PeerLine line, PeerLine.Wanted wanted, PeerLine.Parser parser)
      throws Exception {
    wanted.tell(report);
    try {
      SessionDescription description = line.read(wanted, options.timeout(), parser);
      report.understood(description);
      return description;
    } catch (IOException e) {
      Path file = options.peer();
      throw new CommandException(
          ExitCode.LOCAL_FILE,
          "local-file",
          file == null
              ? "Standard input cannot be read: " + e.getMessage() + "."
              : LocalFailure.file(file, "read", e).sentence());
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
