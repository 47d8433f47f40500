package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.FakeAddressSource;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections whose computers change their addresses; DTLS and the channels notice nothing. */
@Timeout(120)
class MovingPeerTest {

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);
  private static final Duration STALL = Duration.ofSeconds(10);

  private final FakeAddressSource moving = new FakeAddressSource("127.0.0.2");
  private final FakeAddressSource staying = new FakeAddressSource("127.0.0.5");
  private final PeerConnection mover =
      PeerConnection.create(LOOPBACK, Clock.system(), STALL, moving);
  private final PeerConnection other =
      PeerConnection.create(LOOPBACK, Clock.system(), STALL, staying);
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<DataChannel> incoming = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    mover.close();
    other.close();
  }

  @Test
  void aChannelSurvivesThatTheOnlyAddressIsReplaced() throws Exception {
    DataChannel channel = connect(mover, other);
    DataChannel far = Objects.requireNonNull(incoming.poll(20, TimeUnit.SECONDS));
    mover.setListener(new Events());

    moving.set("127.0.0.3");

    assertThat(await(events, "found 127.0.0.3 to 127.0.0.5")).isTrue();
    exchange(channel, far);
    assertThat(mover.path().local().getHostString()).isEqualTo("127.0.0.3");
  }

  @Test
  void bothMayMoveOneAfterTheOtherAsEachTellsTheOtherItsNewAddresses() throws Exception {
    DataChannel channel = connect(mover, other);
    DataChannel far = Objects.requireNonNull(incoming.poll(20, TimeUnit.SECONDS));
    mover.setListener(new Events());

    // The second address is not in the description; only the message inside the connection has it.
    staying.set("127.0.0.5", "127.0.0.6");
    assertThat(await(events, "told 127.0.0.5 127.0.0.6")).isTrue();
    moving.set("127.0.0.3");
    staying.set("127.0.0.6");

    assertThat(await(events, "found 127.0.0.3 to 127.0.0.6")).isTrue();
    exchange(channel, far);
  }

  @Test
  void onlyANewAddressMakesABetterInvite() throws Exception {
    BlockingQueue<List<Candidate>> better = new LinkedBlockingQueue<>();
    other.setListener(
        new ConnectionListener() {
          @Override
          public void candidatesChanged(List<Candidate> candidates) {
            better.add(candidates);
          }
        });
    SessionDescription invite = other.createOffer().get();

    staying.set();
    staying.set("127.0.0.6", "127.0.0.5");
    List<Candidate> both = Objects.requireNonNull(better.poll(20, TimeUnit.SECONDS));
    staying.set("127.0.0.5");
    staying.set("127.0.0.7", "127.0.0.5");
    List<Candidate> again = Objects.requireNonNull(better.poll(20, TimeUnit.SECONDS));

    assertThat(both).hasSize(2).containsAll(invite.candidates());
    assertThat(again).hasSize(2).containsAll(invite.candidates());
    assertThat(again).isNotEqualTo(both);
  }

  private DataChannel connect(PeerConnection offerer, PeerConnection answerer) throws Exception {
    answerer.onDataChannel(incoming::add);
    DataChannel channel = offerer.createDataChannel("content", "");
    SessionDescription answer = answerer.createAnswer(offerer.createOffer().get()).get();
    offerer.acceptAnswer(answer);
    CompletableFuture.allOf(offerer.connected(), answerer.connected()).get(20, TimeUnit.SECONDS);
    return channel;
  }

  private static void exchange(DataChannel one, DataChannel two) throws Exception {
    one.send(Message.text("there"));
    assertThat(text(two)).isEqualTo("there");
    two.send(Message.text("and back"));
    assertThat(text(one)).isEqualTo("and back");
  }

  private static String text(DataChannel channel) throws Exception {
    return new String(Objects.requireNonNull(channel.receive()).payload(), StandardCharsets.UTF_8);
  }

  private static boolean await(BlockingQueue<String> events, String wanted) throws Exception {
    String event = "";
    while (event != null && !event.equals(wanted)) {
      event = events.poll(20, TimeUnit.SECONDS);
    }
    return event != null;
  }

  private final class Events implements ConnectionListener {
    @Override
    public void pathLost() {
      events.add("lost");
    }

    @Override
    public void pathFound(ConnectionPath path) {
      events.add("found " + path.local().getHostString() + " to " + path.remote().getHostString());
    }

    @Override
    public void peerCandidatesChanged(List<Candidate> candidates) {
      events.add(
          "told "
              + candidates.stream()
                  .map(next -> ((Candidate.Address) next).address().getHostAddress())
                  .collect(Collectors.joining(" ")));
    }
  }
}
