package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.transfer.run.Zstd;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import io.p2pcopy.transfer.wire.MerkleRoot;
import io.p2pcopy.transfer.wire.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** One side of a transfer that says what the input says, against the real other side. */
final class FuzzedPeer implements AutoCloseable {

  private static final int MOST_STEPS = 100;
  private static final byte[] NONCE = new byte[Words.NONCE_LENGTH];
  private static final int ENTRIES = 5;

  private final MemoryChannelPair channels;
  private final TransferFixture other;
  private final DataChannel channel;
  private final RawPeer peer;
  private final boolean sends;
  private final Thread listener;

  private FuzzedPeer(TransferFixture other, MemoryChannelPair channels, boolean sends) {
    this.channels = channels;
    this.other = other;
    this.sends = sends;
    channel = sends ? channels.left() : channels.right();
    peer = new RawPeer(channel, sends);
    other.over(sends ? channels.right() : channels.left());
    listener = new Thread(this::listen, "fuzzed-peer");
    listener.setDaemon(true);
    listener.start();
  }

  static FuzzedPeer sender(ScratchTree directory) throws Exception {
    return new FuzzedPeer(
        TransferFixture.receiver(directory.inbox()), new MemoryChannelPair(), true);
  }

  static FuzzedPeer receiver(ScratchTree directory) throws Exception {
    return new FuzzedPeer(
        TransferFixture.sender(directory.source()), new MemoryChannelPair(), false);
  }

  /** Offers a directory, two files of known size, one of unknown size, and a link. */
  static void offer(RawPeer peer) {
    peer.offer(
        3,
        1,
        content(1).length + content(2).length,
        "['d','trip',0,493]",
        "['f','trip/a'," + content(1).length + ",0,420]",
        "['f','trip/b'," + content(2).length + ",0,420]",
        "['f','trip/c',null,0,null]");
  }

  static byte[] content(int entry) {
    return "content of a file ".repeat(10 * entry).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns each kind of step once, with small numbers. */
  static byte[] everyStep() {
    Seeds seeds = new Seeds();
    seeds.oneByte(0).block(Seeds.text("{\"type\":\"failed\",\"entry\":1,\"code\":\"file\"}"));
    seeds.oneByte(1).block(FrameCodec.encode(new Frame.Same(1, 0, 1)));
    for (int step = 2; step < 16; step++) {
      seeds.oneByte(step).bytes(new byte[] {1, 0, 1, 0});
    }
    return seeds.build();
  }

  void run(FuzzInput in) throws Exception {
    int prologue = in.oneByte() & 3;
    try {
      begin(prologue);
      for (int step = 0; in.hasMore() && step < MOST_STEPS; step++) {
        step(in);
      }
    } catch (IllegalStateException e) {
      // The other side has closed the channel.
      assertThat(channel.state()).isNotEqualTo(DataChannel.State.OPEN);
    }
    channel.close();
    awaitEnd(other, channels);
  }

  /** Waits until a side has ended, as it must when the channel does. */
  static void awaitEnd(TransferFixture run, MemoryChannelPair channels) throws Exception {
    try {
      run.result();
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(TransferException.class);
      assertThat(e.getCause().getMessage()).endsWith(".").doesNotContain("\u001b");
    } finally {
      channels.cut();
    }
  }

  private void begin(int prologue) {
    if (prologue > 0) {
      peer.say(
          "{'type':'hello','role':'%s','commit':'%s','agent':'test'}"
              .formatted(sends ? "sender" : "receiver", Words.commitment(sends, NONCE)));
      peer.say("{'type':'reveal','nonce':'" + HexFormat.of().formatHex(NONCE) + "'}");
    }
    if (prologue > 1 && sends) {
      offer(peer);
    }
    if (prologue > 1 && !sends) {
      peer.say(prologue == 2 ? "{'type':'accept'}" : "{'type':'accept','compression':'zstd'}");
    }
  }

  private void step(FuzzInput in) {
    int kind = in.oneByte() & 0x0f;
    switch (kind) {
      case 0 -> channel.send(new Message(Message.Kind.TEXT, in.block()));
      case 1 -> channel.send(Message.binary(in.block()));
      case 2 -> block(in.oneByte(), in.oneByte());
      case 3 -> end(in.oneByte());
      case 4 -> peer.send(new Frame.Same(in.oneByte() & 7, in.oneByte() & 3, 1 + in.oneByte()));
      case 5 ->
          peer.send(new Frame.Hole(in.oneByte() & 7, in.oneByte() & 3, 1L + (in.oneByte() << 3)));
      case 6 -> have(in);
      case 7 ->
          peer.say(
              "{'type':'again','entry':%d,'block':%d}"
                  .formatted(in.oneByte() & 7, in.oneByte() & 3));
      case 8 -> peer.say("{'type':'failed','entry':%d,'code':'file'}".formatted(in.oneByte() & 7));
      case 9 ->
          peer.say(
              "{'type':'stored','through':%d,'skipped':[%d]}"
                  .formatted(in.oneByte() & 7, in.oneByte() & 7));
      case 10 -> peer.say("{'type':'finish'}");
      case 11 ->
          peer.say(
              "{'type':'send','first':%d,'last':%d}".formatted(in.oneByte() & 7, in.oneByte() & 7));
      case 12 -> peer.say("{'type':'stored','through':%d}".formatted(in.oneByte() & 7));
      case 13 ->
          peer.say(
              "{'type':'verified','files':%d,'bytes':300,'failed':0}".formatted(in.oneByte() & 7));
      case 14 ->
          peer.say(
              "{'type':'skip','first':%d,'last':%d,'reason':'name-taken'}"
                  .formatted(in.oneByte() & 7, in.oneByte() & 7));
      default -> entry(in);
    }
  }

  /** Sends a block with its right hash, in one message with its frame or in two, or compressed. */
  private void block(int entry, int how) {
    byte[] content = content(Math.max(1, entry % ENTRIES));
    byte[] hash = BlockHash.of(content, 0, content.length);
    byte[] encoded = content;
    boolean zstd = (how & 4) != 0 && Zstd.works();
    if (zstd) {
      byte[] compressed = Zstd.compress(content, 0, content.length, content.length);
      zstd = compressed != null;
      encoded = compressed == null ? content : compressed;
    }
    var frame =
        new Frame.Block(
            entry & 7, how & 3, zstd, content.length + (how >> 5), encoded.length, hash);
    byte[] header = FrameCodec.encode(frame);
    if ((how & 8) != 0) {
      encoded[encoded.length / 2] ^= 1;
    }
    if ((how & 16) == 0) {
      peer.send(header);
      peer.send(encoded);
    } else {
      byte[] both = Arrays.copyOf(header, header.length + encoded.length);
      System.arraycopy(encoded, 0, both, header.length, encoded.length);
      peer.send(both);
    }
  }

  private void end(int entry) {
    byte[] content = content(Math.max(1, entry % ENTRIES));
    byte[] root = MerkleRoot.of(content.length, BlockHash.of(content, 0, content.length));
    if ((entry & 0x80) != 0) {
      root[0] ^= 1;
    }
    peer.send(new Frame.End(entry & 7, content.length, Entry.UNKNOWN_TIME, root));
  }

  private void have(FuzzInput in) {
    int count = 1 + (in.oneByte() & 3);
    peer.send(new Frame.Have(in.oneByte() & 7, in.oneByte() & 3, new byte[32 * count]));
  }

  /** Sends entries of which the input tells kind and name; apostrophes would end the name. */
  private void entry(FuzzInput in) {
    int kind = in.oneByte();
    var name = new StringBuilder();
    for (char c : new String(in.bytes(in.oneByte()), StandardCharsets.UTF_8).toCharArray()) {
      name.append("\\u%04x".formatted((int) c));
    }
    String text =
        switch (kind % 4) {
          case 0 -> "['d','" + name + "',0,493]";
          case 1 -> "['l','" + name + "','" + (kind < 128 ? "../canary" : name) + "']";
          default -> "['f','" + name + "'," + kind + ",0,420]";
        };
    peer.offer(1, kind % 4 == 0 ? 1 : 0, kind, text);
  }

  private void listen() {
    try {
      while (channel.receive() != null) {}
    } catch (IOException | InterruptedException e) {
      // The channel was cut, which ends this peer.
    }
  }

  static List<String> transferThreads() {
    Thread[] threads = new Thread[Thread.activeCount() + 20];
    int count = Thread.enumerate(threads);
    return Arrays.stream(threads, 0, count)
        .map(Thread::getName)
        .filter(name -> name.startsWith("p2pcopy-transfer-"))
        .toList();
  }

  @Override
  public void close() {
    channels.cut();
    other.close();
    try {
      listener.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(transferThreads()).isEmpty();
  }
}
