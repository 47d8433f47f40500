package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;

/** A peer that says what the test wants, right or wrong. */
final class RawPeer {

  private final DataChannel channel;

  RawPeer(DataChannel channel) {
    this.channel = channel;
  }

  void offer(String name, long size) {
    say("{'type':'offer','name':'" + name + "','size':" + size + ",'modified':0}");
  }

  /** Sends a text message; apostrophes stand for quotation marks. */
  void say(String json) {
    channel.send(Message.text(json.replace('\'', '"')));
  }

  void content(int bytes) {
    channel.send(Message.binary(new byte[bytes]));
  }

  /** Returns the next message as text, or the number of its bytes, or "closed". */
  String hear() throws Exception {
    Message message = channel.receive();
    if (message == null) {
      return "closed";
    }
    return message.isText()
        ? message.asText().replace('"', '\'')
        : message.payload().length + " bytes";
  }

  void close() {
    channel.close();
  }
}
