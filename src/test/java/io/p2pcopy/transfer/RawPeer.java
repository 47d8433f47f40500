package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import io.p2pcopy.transfer.wire.Role;
import io.p2pcopy.transfer.wire.Words;
import java.util.Arrays;
import java.util.HexFormat;

/** A peer that says what the test wants, right or wrong. */
public final class RawPeer {

  public static final String ID = "0123456789abcdef0123456789abcdef";

  private final DataChannel channel;
  private final boolean offerer;
  private final byte[] nonce = new byte[Words.NONCE_LENGTH];

  public RawPeer(DataChannel channel, boolean offerer) {
    this.channel = channel;
    this.offerer = offerer;
  }

  /** Does what every honest peer does at first. */
  public RawPeer greet(Role role) throws Exception {
    sayHello(role);
    hearUntil("'hello'");
    return reveal();
  }

  /** Says hello, with a right commitment. */
  public RawPeer sayHello(Role role) {
    return say(
        "{'type':'hello','role':'"
            + (role == Role.SENDER ? "sender" : "receiver")
            + "','commit':'"
            + Words.commitment(offerer, nonce)
            + "','agent':'test'}");
  }

  /** Reveals the nonce that {@link #sayHello} committed to. */
  public RawPeer reveal() {
    return say("{'type':'reveal','nonce':'" + HexFormat.of().formatHex(nonce) + "'}");
  }

  /** Offers one file. */
  public void offer(String name, long size) {
    offer(1, 0, size, "['f','" + name + "'," + size + ",0,null]");
  }

  public void offer(long files, long directories, long bytes, String... entries) {
    sayOffer(files, directories, bytes);
    for (String entry : entries) {
      say("{'type':'entries','list':[" + entry + "]}");
    }
    say("{'type':'offered'}");
  }

  /** Announces a list, which does not follow. */
  public RawPeer sayOffer(long files, long directories, long bytes) {
    return say(
        "{'type':'offer','id':'%s','files':%d,'directories':%d,'links':0,'bytes':%d}"
            .formatted(ID, files, directories, bytes));
  }

  /** Sends a text message; apostrophes stand for quotation marks. */
  public RawPeer say(String json) {
    channel.send(Message.text(json.replace('\'', '"')));
    return this;
  }

  public void send(byte[] binary) {
    channel.send(Message.binary(binary));
  }

  public void send(Frame frame) {
    send(FrameCodec.encode(frame));
  }

  /** Sends a block with its right hash. */
  public void block(long entry, long block, byte[] content) {
    byte[] hash = BlockHash.of(content, 0, content.length);
    send(new Frame.Block(entry, block, false, content.length, content.length, hash));
    sendContent(content);
  }

  /** Sends content in messages as long as may be. */
  public void sendContent(byte[] content) {
    for (int sent = 0; sent < content.length; sent += 65_536) {
      send(Arrays.copyOfRange(content, sent, Math.min(content.length, sent + 65_536)));
    }
  }

  /** Returns the next message as text, or the type and length of a frame, or "closed". */
  public String hear() throws Exception {
    Message message = channel.receive();
    if (message == null) {
      return "closed";
    }
    return message.isText()
        ? message.asText().replace('"', '\'')
        : "frame " + message.payload()[0] + " of " + message.payload().length + " bytes";
  }

  /** Returns the next message in which this text is. */
  public String hearUntil(String text) throws Exception {
    while (true) {
      String heard = hear();
      if (heard.contains(text) || heard.equals("closed")) {
        return heard;
      }
    }
  }

  public void close() {
    channel.close();
  }
}
