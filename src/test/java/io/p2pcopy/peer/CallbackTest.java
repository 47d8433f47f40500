package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks of a user on the event loop that do what they should not. */
@Timeout(30)
class CallbackTest {
  private final List<Throwable> reported = new CopyOnWriteArrayList<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private PeerPair pair;

  private static final class Thrown extends Error {
    private static final long serialVersionUID = 1;
  }

  @BeforeEach
  void connect() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
    pair = new PeerPair();
  }

  @AfterEach
  void close() {
    pair.close();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void anOnOpenThatThrowsIsReportedAndDoesNoHarm() throws Exception {
    pair.close();
    pair = new PeerPair(channel -> channel.onOpen(CallbackTest::fail));

    assertReportedAndAlive();
  }

  @Test
  void anOnCloseThatThrowsIsReportedAndDoesNoHarm() throws Exception {
    DataChannel channel = pair.offerer.createDataChannel("a", "");
    channel.awaitWritable(0);
    channel.onClose(CallbackTest::fail);
    channel.close();

    assertReportedAndAlive();
  }

  @Test
  void anOnBufferedAmountLowThatThrowsIsReportedAndDoesNoHarm() throws Exception {
    pair.channel.onBufferedAmountLow(0, CallbackTest::fail);
    pair.channel.send(Message.text("before"));
    assertThat(pair.other.receive()).isNotNull();

    assertReportedAndAlive();
  }

  @Test
  void anOnDataChannelThatThrowsIsReportedAndDoesNoHarm() throws Exception {
    pair.answerer.onDataChannel(
        channel -> {
          throw new Thrown();
        });
    pair.offerer.createDataChannel("a", "");

    assertReportedAndAlive();
  }

  @Test
  void oneThatThrowsForChannelsThatCameBeforeItGetsTheOthersAll() throws Exception {
    var late = PeerConnection.create(PeerConfig.local().withLoopback(true));
    var opener = PeerConnection.create(PeerConfig.local().withLoopback(true));
    try (late;
        opener) {
      DataChannel first = opener.createDataChannel("a", "");
      DataChannel second = opener.createDataChannel("b", "");
      opener.acceptAnswer(late.createAnswer(opener.createOffer().get()).get());
      first.awaitWritable(0);
      second.awaitWritable(0);
      CompletableFuture<String> delivered = new CompletableFuture<>();
      Consumer<DataChannel> callback =
          channel -> {
            if (channel.label().equals("a")) {
              throw new Thrown();
            }
            delivered.complete(channel.label());
          };
      late.onDataChannel(callback);

      assertThat(delivered.get(20, TimeUnit.SECONDS)).isEqualTo("b");
    }
  }

  @Test
  void aDependentOfConnectedThatThrowsDoesNoHarm() throws Exception {
    var left = PeerConnection.create(PeerConfig.local().withLoopback(true));
    var right = PeerConnection.create(PeerConfig.local().withLoopback(true));
    try (left;
        right) {
      CompletableFuture<Void> dependent = left.connected().thenRun(CallbackTest::fail);
      DataChannel channel = left.createDataChannel("a", "");
      left.acceptAnswer(right.createAnswer(left.createOffer().get()).get());
      channel.awaitWritable(0);

      assertThat(dependent).failsWithin(Duration.ofSeconds(20));
      assertThat(channel.state()).isEqualTo(DataChannel.State.OPEN);
    }
  }

  @Test
  void closeInConnectedReturnsAndClosesBothSides() throws Exception {
    var left = PeerConnection.create(PeerConfig.local().withLoopback(true));
    var right = PeerConnection.create(PeerConfig.local().withLoopback(true));
    try (left;
        right) {
      CompletableFuture<Void> closing = left.connected().thenRun(left::close);
      DataChannel channel = right.createDataChannel("a", "");
      left.acceptAnswer(right.createAnswer(left.createOffer().get()).get());
      closing.get(20, TimeUnit.SECONDS);
      // It is closed before or after it opened, and in no case left waiting.
      assertThat(PeerPair.countMessages(channel).handle((count, e) -> "ended").get())
          .isEqualTo("ended");
    }
  }

  @Test
  void aCallbackMayCloseTheConnectionAndOpenChannels() throws Exception {
    CompletableFuture<DataChannel> opened = new CompletableFuture<>();
    pair.channel.onClose(
        () -> {
          opened.complete(pair.offerer.createDataChannel("from a callback", ""));
          pair.offerer.close();
        });
    pair.channel.close();

    assertThat(opened.get(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(PeerPair.take(pair.incoming).receive()).isNull();
  }

  @Test
  void receiveThrowsOnTheLoopWhereItWouldBlock() throws Exception {
    assertThat(thrownOnLoop(() -> receive(pair.channel)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event loop");
  }

  @Test
  void awaitWritableThrowsOnTheLoopWhereItWouldBlock() throws Exception {
    assertThat(thrownOnLoop(() -> awaitWritable(pair.offerer.createDataChannel("not open", ""))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event loop");
  }

  private Throwable thrownOnLoop(Runnable call) throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    DataChannel channel = pair.offerer.createDataChannel("closes", "");
    channel.onClose(
        () -> {
          try {
            call.run();
            outcome.cancel(false);
          } catch (IllegalStateException e) {
            outcome.complete(e);
          }
        });
    channel.close();
    return outcome.get(20, TimeUnit.SECONDS);
  }

  @Test
  void waitingOnTheLoopForWhatTheLoopBringsAboutThrows() throws Exception {
    var unconnected = PeerConnection.create(PeerConfig.local().withLoopback(true));
    try (unconnected) {
      CompletableFuture<Throwable> outcome =
          unconnected
              .createOffer()
              .thenCompose(offer -> onLoopOf(unconnected))
              .handle((nothing, thrown) -> thrown);
      assertThat(outcome.get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  /** Waits on the loop of a connection, in a callback of a channel of it, for its peer. */
  private static CompletableFuture<ConnectionPath> onLoopOf(PeerConnection connection) {
    CompletableFuture<ConnectionPath> outcome = new CompletableFuture<>();
    DataChannel channel = connection.createDataChannel("closed at once", "");
    channel.onClose(
        () -> {
          try {
            outcome.complete(connection.connected().join());
          } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    channel.close();
    return outcome;
  }

  private static void receive(DataChannel channel) {
    try {
      channel.receive();
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitWritable(DataChannel channel) {
    try {
      channel.awaitWritable(0);
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void fail() {
    throw new Thrown();
  }

  private void assertReportedAndAlive() throws Exception {
    pair.channel.onBufferedAmountLow(0, () -> {});
    pair.channel.send(Message.text("still there"));
    assertThat(pair.other.receive()).extracting(Message::asText).isEqualTo("still there");
    pair.other.send(Message.text("here, too"));
    assertThat(pair.channel.receive()).extracting(Message::asText).isEqualTo("here, too");
    while (reported.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(reported).allMatch(Thrown.class::isInstance);
  }
}
