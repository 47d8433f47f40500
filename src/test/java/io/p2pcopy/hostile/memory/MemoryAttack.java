package io.p2pcopy.hostile.memory;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.transfer.TransferProtocol;
import io.p2pcopy.transfer.run.Zstd;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import io.p2pcopy.transfer.wire.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Connects to the packaged program and makes it keep as much as it can, in one of several ways;
 * then prints the program's largest resident memory, its exit status and its last words.
 *
 * <p>{@code MemoryAttack PROGRAM labels|unread|table|again|have|all}
 */
public final class MemoryAttack {

  private static final int SECONDS = 40;

  /** Nearly as many names as a directory may have. */
  private static final int NAMES = 1_990_000;

  private static final byte[] NO_HASH = new byte[BlockHash.LENGTH];

  private final PeerConnection connection =
      PeerConnection.create(PeerConfig.local().withLoopback(true));
  private final Process program;
  private final boolean sends;
  private final BlockingQueue<DataChannel> incoming = new LinkedBlockingQueue<>();
  private volatile long peak;

  private MemoryAttack(String executable, boolean sends, Path directory) throws IOException {
    this.sends = sends;
    connection.onDataChannel(incoming::add);
    List<String> common = List.of("--stun", "none", "--peer", directory.resolve("line").toString());
    var command = new ArrayList<>(List.of(executable, sends ? "receive" : "send"));
    command.addAll(common);
    if (sends) {
      command.addAll(List.of("-y", "-d", directory.toString()));
    } else {
      Files.createDirectories(directory.resolve("tree/in"));
      Files.write(directory.resolve("tree/in/a"), new byte[100]);
      command.add(directory.resolve("tree").toString());
    }
    Path line = directory.resolve("line");
    run(new ProcessBuilder("mkfifo", line.toString()));
    program = new ProcessBuilder(command).redirectError(directory.resolve("err").toFile()).start();
    var watch = new Thread(this::watch);
    watch.setDaemon(true);
    watch.start();
  }

  /** Is started with the program and the way of the attack. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("memory-attack");
    String way = arguments[1];
    var attack = new MemoryAttack(arguments[0], !way.equals("have"), directory);
    String outcome = "sent all";
    try {
      attack.connect(directory.resolve("line"));
      attack.run(way);
    } catch (Exception e) {
      outcome = "stopped by: " + e.getMessage();
    }
    boolean ended = attack.program.waitFor(20, TimeUnit.SECONDS);
    attack.program.destroyForcibly();
    List<String> words = Files.readAllLines(directory.resolve("err"));
    System.out.printf(
        "%s: peak %d MB resident, %s, attacker %s, last words: %s%n",
        way,
        attack.peak / 1000,
        ended ? "ended with " + attack.program.exitValue() : "goes on",
        outcome,
        words.isEmpty() ? "" : words.get(words.size() - 1));
    System.exit(0);
  }

  private void connect(Path line) throws Exception {
    var out =
        new BufferedReader(
            new InputStreamReader(program.getInputStream(), StandardCharsets.US_ASCII));
    if (sends) {
      Files.writeString(line, BlobCodec.encode(connection.createOffer().get()) + "\n");
      connection.acceptAnswer(BlobCodec.decode(out.readLine()));
    } else {
      var answer = connection.createAnswer(BlobCodec.decode(out.readLine())).get();
      Files.writeString(line, BlobCodec.encode(answer) + "\n");
    }
    connection.connected().get(SECONDS, TimeUnit.SECONDS);
  }

  private void run(String way) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    if (way.equals("labels") || way.equals("unread")) {
      connection.createDataChannel("c", TransferProtocol.NAME).awaitWritable(0);
    }
    if (way.equals("labels")) {
      for (int i = 0; i < 3000 && System.nanoTime() < end; i++) {
        connection.createDataChannel(i + "x".repeat(60_000), "").awaitWritable(0);
      }
      return;
    }
    if (way.equals("unread")) {
      for (int i = 0; i < 120; i++) {
        DataChannel channel = connection.createDataChannel("c" + i, "");
        for (int message = 0; message < 20; message++) {
          channel.send(Message.binary(new byte[60_000]));
        }
      }
      Thread.sleep(TimeUnit.SECONDS.toMillis(15));
      return;
    }
    if (way.equals("all")) {
      all();
    } else if (way.equals("have")) {
      have();
    } else {
      transfer(way, end);
    }
  }

  /** Hashes of what it has of a directory, and one hash for it in each of many frames. */
  private void have() throws Exception {
    DataChannel channel = incoming.take();
    greet(channel, "receiver", false);
    hear(channel, "offered");
    say(channel, "{'type':'accept'}");
    byte[] hashes = new byte[PeerLimits.Transfer.HASHES_IN_FRAME * BlockHash.LENGTH];
    for (long block = 0; block + 2000 < PeerLimits.Transfer.HASHES_AHEAD; block += 2000) {
      if (channel.bufferedAmount() > 1 << 20) {
        channel.awaitWritable(1 << 19);
      }
      channel.send(frame(new Frame.Have(0, block, hashes)));
    }
    drain(channel);
  }

  /**
   * Every way of a sender at once: channels with long labels, a list with as many names as are
   * allowed, then hashes of a file of unknown size, damaged blocks, and nothing is read.
   */
  private void all() throws Exception {
    DataChannel channel = connection.createDataChannel("c", TransferProtocol.NAME);
    channel.awaitWritable(0);
    for (int i = 0; i < 100; i++) {
      connection.createDataChannel(i + "x".repeat(60_000), "");
    }
    greet(channel, "sender", true);
    say(
        channel,
        "{'type':'offer','id':'%s','files':%d,'directories':0,'links':0,'bytes':0,"
            .concat("'compression':['zstd']}")
            .formatted("0".repeat(32), NAMES + 1));
    say(channel, "{'type':'entries','list':[['f','a',null,null,null]]}");
    for (int name = 0; name < NAMES; ) {
      var list = new StringBuilder();
      for (int i = 0; i < 1000; i++, name++) {
        list.append(list.length() == 0 ? "" : ",")
            .append("['f','n")
            .append(name)
            .append("',0,0,null]");
      }
      waitForRoom(channel);
      say(channel, "{'type':'entries','list':[" + list + "]}");
    }
    say(channel, "{'type':'offered'}");
    hear(channel, "send");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    sendBlocks(channel, end, false);
  }

  private static void waitForRoom(DataChannel channel) throws Exception {
    if (channel.bufferedAmount() > 1 << 20) {
      channel.awaitWritable(1 << 19);
    }
  }

  private static void greet(DataChannel channel, String role, boolean offerer) throws Exception {
    byte[] nonce = new byte[32];
    say(
        channel,
        "{'type':'hello','role':'"
            + role
            + "','commit':'"
            + Words.commitment(offerer, nonce)
            + "','agent':'test'}");
    hear(channel, "hello");
    say(channel, "{'type':'reveal','nonce':'" + HexFormat.of().formatHex(nonce) + "'}");
  }

  private void transfer(String way, long end) throws Exception {
    DataChannel channel = connection.createDataChannel("c", TransferProtocol.NAME);
    channel.awaitWritable(0);
    greet(channel, "sender", true);
    say(
        channel,
        "{'type':'offer','id':'"
            + "0".repeat(32)
            + "','files':1,'directories':0,'links':0,'bytes':0,'compression':['zstd']}");
    say(channel, "{'type':'entries','list':[['f','a',null,null,null]]}");
    say(channel, "{'type':'offered'}");
    hear(channel, "send");
    var reader = new Thread(() -> drain(channel));
    reader.setDaemon(true);
    reader.start();
    sendBlocks(channel, end, way.equals("again"));
  }

  /**
   * Sends one block of each 64, and holes for the others, so that each page of hashes is in use.
   *
   * @param damaged whether the blocks have another hash than they should
   */
  private static void sendBlocks(DataChannel channel, long end, boolean damaged) throws Exception {
    byte[] content = new byte[Blocks.SIZE];
    content[0] = 1;
    byte[] hash = damaged ? NO_HASH : BlockHash.of(content, 0, content.length);
    byte[] encoded =
        Objects.requireNonNull(Zstd.compress(content, 0, content.length, content.length));
    for (long block = 0; System.nanoTime() < end && block < 1L << 31; block += damaged ? 1 : 64) {
      waitForRoom(channel);
      channel.send(frame(new Frame.Block(0, block, true, Blocks.SIZE, encoded.length, hash)));
      channel.send(Message.binary(encoded));
      if (!damaged) {
        channel.send(frame(new Frame.Hole(0, block + 1, 63)));
      }
    }
  }

  private static void drain(DataChannel channel) {
    try {
      while (channel.receive() != null) {}
    } catch (IOException | InterruptedException e) {
      // The program has ended the connection.
    }
  }

  private static Message frame(Frame frame) {
    return Message.binary(FrameCodec.encode(frame));
  }

  private static void say(DataChannel channel, String json) {
    channel.send(Message.text(json.replace('\'', '"')));
  }

  private static void hear(DataChannel channel, String type) throws Exception {
    Message message = channel.receive();
    while (message != null && !(message.isText() && message.asText().contains(type))) {
      message = channel.receive();
    }
  }

  private static void run(ProcessBuilder command) throws IOException {
    try {
      command.start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void watch() {
    try {
      while (program.isAlive()) {
        for (String row : Files.readAllLines(Path.of("/proc/" + program.pid() + "/status"))) {
          if (row.startsWith("VmHWM")) {
            peak = Math.max(peak, Long.parseLong(row.replaceAll("\\D", "")));
          }
        }
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException e) {
      // The process has ended.
    }
  }
}
