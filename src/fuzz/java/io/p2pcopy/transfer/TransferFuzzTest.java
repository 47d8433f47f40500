package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole transfers over a channel in memory, with real files and threads, of which one side, or the
 * channel between both, does what the input says.
 */
class TransferFuzzTest {

  private static final long STILL_MILLIS = 200;

  /** The real receiver against a sender that says anything at any time. */
  @MethodSource("hostileSenders")
  @FuzzTest
  void hostileSender(byte[] input) throws Exception {
    try (var directory = new ScratchTree()) {
      FuzzInput in = new FuzzInput(input);
      boolean keep = (in.oneByte() & 1) != 0;
      if (keep) {
        directory.interruptedTransfer();
      }
      try (var peer = FuzzedPeer.sender(directory)) {
        peer.run(in);
      }
      directory.assertNothingOutside();
    }
  }

  /** The real sender against a receiver that says anything at any time. */
  @MethodSource("hostileReceivers")
  @FuzzTest
  void hostileReceiver(byte[] input) throws Exception {
    try (var directory = new ScratchTree()) {
      directory.makeSource();
      FuzzInput in = new FuzzInput(input);
      try (var peer = FuzzedPeer.receiver(directory)) {
        peer.run(in);
      }
      directory.assertNothingOutside();
      directory.assertSourceUnchanged();
    }
  }

  /** Two real sides, between which messages are lost, repeated, made up and changed. */
  @MethodSource("hostileChannels")
  @FuzzTest
  void hostileChannel(byte[] input) throws Exception {
    try (var directory = new ScratchTree()) {
      directory.makeSource();
      var channels = new MemoryChannelPair();
      FuzzInput in = new FuzzInput(input);
      int kind = in.oneByte();
      FuzzedChannel toReceiver =
          new FuzzedChannel(channels.right(), new FuzzInput(in.block()), channels::cut);
      FuzzedChannel toSender =
          new FuzzedChannel(channels.left(), new FuzzInput(in.block()), channels::cut);
      try (TransferFixture receiver = TransferFixture.receiver(directory.inbox());
          TransferFixture sender =
              TransferFixture.sender(
                  new SendSettings(kind % 2 == 0, RateLimit.NONE, WordsQuestion.NOT_ASKED),
                  directory.source())) {
        receiver.over(toReceiver);
        sender.over(toSender);
        cutWhenStill(toReceiver, toSender, channels);
        FuzzedPeer.awaitEnd(sender, channels);
        FuzzedPeer.awaitEnd(receiver, channels);
      }
      directory.assertNothingOutside();
      directory.assertSourceUnchanged();
      directory.assertContentsAreThoseOfTheSource();
    }
    assertThat(FuzzedPeer.transferThreads()).isEmpty();
  }

  /**
   * A changed message may leave each side waiting for the other, which a person would end. Where
   * none was changed they must come to their end without help.
   */
  private static void cutWhenStill(FuzzedChannel one, FuzzedChannel two, MemoryChannelPair pair) {
    var closed = new CountDownLatch(1);
    pair.left().onClose(closed::countDown);
    Thread watch =
        new Thread(
            () -> {
              int before = -1;
              int now = 0;
              try {
                while (!(one.isTampered() || two.isTampered()) || now != before) {
                  if (closed.await(STILL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                  }
                  before = now;
                  now = one.passed() + two.passed();
                }
                pair.cut();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "fuzz-watch");
    watch.setDaemon(true);
    watch.start();
  }

  static Stream<byte[]> hostileSenders() {
    List<byte[]> seeds = new ArrayList<>();
    for (int keep = 0; keep < 2; keep++) {
      for (int prologue = 0; prologue < 4; prologue++) {
        seeds.add(
            new Seeds().oneByte(keep).oneByte(prologue).bytes(FuzzedPeer.everyStep()).build());
      }
      // A transfer as it should be: every file's block and end, and the end of all.
      Seeds honest = new Seeds().oneByte(keep).oneByte(3);
      for (int entry = 1; entry < 4; entry++) {
        honest.oneByte(2).oneByte(entry).oneByte(0).oneByte(3).oneByte(entry);
      }
      seeds.add(honest.oneByte(10).build());
    }
    return seeds.stream();
  }

  static Stream<byte[]> hostileReceivers() {
    List<byte[]> seeds = new ArrayList<>();
    for (int prologue = 0; prologue < 4; prologue++) {
      seeds.add(new Seeds().oneByte(prologue).bytes(FuzzedPeer.everyStep()).build());
    }
    seeds.add(new byte[] {3, 11, 0, 4, 12, 4, 13, 2});
    return seeds.stream();
  }

  static Stream<byte[]> hostileChannels() {
    return Stream.of(
        new Seeds().oneByte(0).block(new byte[0]).block(new byte[0]).build(),
        new Seeds().oneByte(1).block(new byte[] {5, 1, 0, 3}).block(new byte[0]).build(),
        new Seeds().oneByte(0).block(new byte[] {7, 3, 0, 20, 1}).block(new byte[] {2, 2}).build(),
        new Seeds().oneByte(1).block(new byte[] {6, 4, 1, 5, 0, 60, 9}).block(new byte[0]).build());
  }
}
