package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.option.ConnectionOptions;
import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.cli.report.ExpectedBlob;
import io.p2pcopy.cli.report.Failure;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.PendingEvents;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.peer.ConnectionException;
import io.p2pcopy.peer.ConnectionListener;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.peer.Reachability;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.PastedBlob;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.ConnectionTranscript;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands out this side's offer or answer, takes the other side's, and waits until the connection
 * stands. Meanwhile, tells what happens, and takes what a person pastes instead.
 */
final class Exchange {
  /** After this time without an invite, people want to know what it waits for. */
  private static final long SILENT_GATHERING_SECONDS = 1;

  private static final long STATUS_SECONDS = 5;

  private final PeerConnection connection;
  private final ConnectionOptions options;
  private final PeerBlobReader line;
  private final PendingEvents events;
  private final Report report;
  private final boolean reissues;
  private final Map<SessionDescription, ConnectionTranscript> meetings = new HashMap<>();
  private final List<SessionDescription> handedOut = new ArrayList<>();
  private ExpectedBlob wanted = ExpectedBlob.OFFER;
  private @Nullable SessionDescription own;
  private @Nullable SessionDescription other;

  /** What the failed attempt was made with: a person may want to try it again. */
  private @Nullable SessionDescription failed;

  private @Nullable List<Candidate> laterCandidates;

  /** Whether the person has been asked to paste, and nothing of use has come. */
  private boolean asking;

  private boolean reachabilityTold;

  /** Begins to connect with the side whose description came. */
  private interface Attempt {
    ConnectionTranscript with(SessionDescription description) throws Exception;
  }

  /**
   * @param reissues whether a person is there who can hand out a better description later
   */
  Exchange(
      PeerConnection connection, ConnectionOptions options, PeerBlobReader line, boolean reissues) {
    this.connection = connection;
    this.options = options;
    this.line = line;
    this.events = line.events();
    this.report = line.report();
    this.reissues = reissues;
    connection.setListener(new Follower());
  }

  /**
   * Offers, and takes an answer or another offer for it. After a loss nobody can know which side
   * notices first, and one that runs again with the same command offers, too. Of two offers, the
   * text that sorts first remains one.
   *
   * @return how the two sides met, who are connected now
   */
  ConnectionTranscript offer(ExpectedBlob expected) throws Exception {
    wanted = expected;
    publish(made(connection.createOffer()));
    return meet(this::readEither, this::begin);
  }

  /** Takes an offer and answers it; the rest as {@link #offer}. */
  ConnectionTranscript answer() throws Exception {
    return meet(
        pasted -> PastedBlob.of(pasted).read(SessionDescription.Type.OFFER, null),
        offer -> {
          SessionDescription answer = made(connection.createAnswer(offer));
          publish(answer);
          report.awaitingFriend();
          return meeting(offer, answer, false);
        });
  }

  private ConnectionTranscript begin(SessionDescription description) {
    SessionDescription offer = Objects.requireNonNull(own);
    if (description.type() == SessionDescription.Type.ANSWER) {
      connection.acceptAnswer(description);
      return meeting(offer, description, true);
    }
    report.bothOffered();
    boolean answering =
        BlobCodec.offerForOrder(offer).compareTo(BlobCodec.offerForOrder(description)) > 0;
    connection.acceptOffer(description, answering);
    return answering ? meeting(description, offer, false) : meeting(offer, description, true);
  }

  private SessionDescription readEither(String pasted) throws BlobException {
    SessionDescription read = null;
    for (SessionDescription description : handedOut) {
      read = readEither(pasted, BlobCodec.encode(description));
    }
    return Objects.requireNonNull(read);
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

  /** Waits for this side's description, and says from where it can be reached. */
  private SessionDescription made(CompletableFuture<SessionDescription> description)
      throws Exception {
    SessionDescription made;
    try {
      made = description.get(SILENT_GATHERING_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      report.gathering();
      made = description.get();
    }
    if (!reachabilityTold) {
      reachabilityTold = true;
      Reachability reachability = connection.reachability().get(STATUS_SECONDS, TimeUnit.SECONDS);
      if (options.concerns(reachability)) {
        report.reachable(reachability, reissues);
      }
    }
    return laterCandidates == null ? made : made.withCandidates(laterCandidates).shortened();
  }

  private void publish(SessionDescription description) {
    own = description;
    handedOut.add(description);
    report.blob(description, BlobCodec.encode(description));
  }

  /**
   * Connects with the side whose description comes first, or with one whose description a person
   * pastes later: the first one may have been meant for something else, or be out of date.
   */
  private ConnectionTranscript meet(PeerBlobReader.Parser parser, Attempt attempt)
      throws Exception {
    SessionDescription first = first(parser);
    if (line.asksAgain()) {
      // Of the first paste. What is pasted from now on counts.
      line.lines().dropAvailable();
    }
    other = first;
    meetings.put(first, attempt.with(first));
    CompletableFuture<?> connected = connection.connected();
    while (!connected.isDone()) {
      if (hasLineBefore(CompletableFuture.anyOf(connected, events.arrival()))) {
        takeAnother(parser, attempt);
      }
      events.handleAll();
    }
    events.handleAll();
    connection.connected().get();
    report.connected(NetworkStatus.of(connection));
    connection.setListener(
        new PathReporter(report, connection.path(), () -> !connection.silence().isZero()));
    // The last line may have come when the one before had just led to a connection.
    SessionDescription remote = Objects.requireNonNull(connection.remoteDescription());
    ConnectionTranscript meeting = Objects.requireNonNull(meetings.get(remote));
    return meeting.withOwnTexts(
        handedOut.stream().map(description -> textForWords(description, remote, meeting)).toList());
  }

  private boolean hasLineBefore(CompletableFuture<?> end) throws InterruptedException {
    if (line.asksAgain()) {
      return line.lines().hasLineBefore(end);
    }
    try {
      end.get();
    } catch (ExecutionException e) {
      // Whoever asks for the connection is told.
    }
    return false;
  }

  private SessionDescription first(PeerBlobReader.Parser parser) throws Exception {
    ask();
    try {
      SessionDescription description = line.read(wanted, options.timeout(), parser);
      understood(description);
      return description;
    } catch (IOException e) {
      Path file = options.peer();
      throw new CommandException(
          ExitCode.LOCAL_FILE,
          "local-file",
          file == null
              ? "Standard input cannot be read: " + e.getMessage() + "."
              : LocalFailureException.file(file, "read", e).sentence());
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.NO_CONNECTION,
          "peer-absent",
          "Your friend's "
              + wanted.words()
              + " did not come within "
              + Wording.duration(options.timeout())
              + ".");
    }
  }

  private void takeAnother(PeerBlobReader.Parser parser, Attempt attempt) throws Exception {
    SessionDescription another = line.readAnother(parser, failed).orElse(null);
    if (another == null) {
      if (asking) {
        ask();
      }
      return;
    }
    boolean replaces = other != null;
    if (another.equals(other)) {
      return;
    }
    other = another;
    failed = null;
    understood(another);
    if (replaces) {
      report.replaced();
    }
    meetings.put(another, attempt.with(another));
  }

  private void ask() {
    asking = true;
    wanted.tell(report);
  }

  private void understood(SessionDescription description) {
    asking = false;
    report.understood(description);
  }

  private void failed(String sentence) {
    failed = other;
    other = null;
    report.attemptFailed(sentence, wanted);
    ask();
  }

  private void reissue(List<Candidate> candidates) {
    laterCandidates = candidates;
    SessionDescription earlier = own;
    if (earlier == null) {
      return;
    }
    SessionDescription better = earlier.withCandidates(candidates).shortened();
    String blob = BlobCodec.encode(better);
    if (handedOut.stream().anyMatch(earlierOne -> BlobCodec.encode(earlierOne).equals(blob))) {
      return;
    }
    boolean moved = !hosts(earlier.candidates()).containsAll(hosts(better.candidates()));
    own = better;
    handedOut.add(better);
    report.betterBlob(better, blob, moved);
    if (asking) {
      ask();
    }
  }

  private static Set<Candidate> hosts(List<Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> candidate.type() == Candidate.Type.HOST)
        .collect(Collectors.toSet());
  }

  private static String textForWords(
      SessionDescription own, SessionDescription remote, ConnectionTranscript meeting) {
    return meeting.offerer()
        ? BlobCodec.offerForWords(own, remote)
        : BlobCodec.answerForWords(remote, own);
  }

  private static ConnectionTranscript meeting(
      SessionDescription offer, SessionDescription answer, boolean offering) {
    return new ConnectionTranscript(
        offering,
        offer.fingerprint().toBytes(),
        answer.fingerprint().toBytes(),
        BlobCodec.offerForWords(offer, answer),
        BlobCodec.answerForWords(offer, answer));
  }

  private final class Follower implements ConnectionListener {
    @Override
    public void peerArrived() {
      events.add(report::connecting);
    }

    @Override
    public void tryingHarder(boolean strictHere, boolean strictThere) {
      events.add(() -> report.tryingHarder(strictHere, strictThere));
    }

    @Override
    public boolean attemptFailed(ConnectionException failure) {
      if (line.asksAgain()) {
        events.add(() -> failed(Failure.of(failure).sentence()));
      }
      return line.asksAgain();
    }

    @Override
    public void candidatesChanged(List<Candidate> candidates) {
      if (reissues) {
        events.add(() -> reissue(candidates));
      }
    }
  }
}
