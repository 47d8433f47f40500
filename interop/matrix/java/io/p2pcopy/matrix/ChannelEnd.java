package io.p2pcopy.matrix;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.io.IOException;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is sent and received over one channel. */
final class ChannelEnd {
  static final String PROTOCOL = "matrix";

  private static final long QUEUED_BYTES = 1 << 20;
  private static final Pattern END = Pattern.compile("end of (\\d+) messages");
  private static final String GREETING = "grüß dich \uD83D\uDE42 ";

  private final DataChannel channel;
  private final Random random = new Random();
  private volatile boolean isStopped;

  ChannelEnd(DataChannel channel) {
    this.channel = channel;
  }

  /** Returns at once; sends in the background. */
  void send(long total, String[] sizes) {
    MatrixEnd.inBackground(
        () -> {
          try {
            sendAll(total, sizes);
          } catch (IOException | IllegalStateException e) {
            // Who receives tells why the channel has ended.
          } catch (InterruptedException | RuntimeException e) {
            MatrixEnd.say("error send: " + e);
          }
        });
  }

  private void sendAll(long total, String[] sizes) throws IOException, InterruptedException {
    isStopped = false;
    MessageLog log = new MessageLog();
    for (int i = 0; !isStopped && (total == 0 ? i < sizes.length : log.bytes() < total); i++) {
      Message message = message(sizes[i % sizes.length]);
      log.add(message);
      channel.awaitWritable(QUEUED_BYTES);
      channel.send(message);
    }
    channel.send(Message.text("end of " + log.count() + " messages"));
    MatrixEnd.say("sent " + channel.label() + " " + log.summary());
  }

  private Message message(String size) {
    return size.startsWith("t") ? text(Integer.parseInt(size.substring(1))) : binary(size);
  }

  private Message binary(String size) {
    byte[] payload = new byte[Integer.parseInt(size)];
    random.nextBytes(payload);
    return Message.binary(payload);
  }

  /** Returns a text of so many bytes, with characters of one to four bytes if there is room. */
  private Message text(int size) {
    String start = size < 20 ? "" : GREETING;
    int rest = size - Message.text(start).payload().length;
    StringBuilder text = new StringBuilder(start);
    random.ints(rest, 'a', 'z' + 1).forEach(text::appendCodePoint);
    return Message.text(text.toString());
  }

  /** Takes messages until the channel ends. */
  void receive() {
    String why = "";
    try {
      receiveAll();
    } catch (IOException e) {
      why = " " + e.getMessage();
    } catch (InterruptedException e) {
      why = " interrupted";
    }
    MatrixEnd.say("closed " + channel.label() + why);
  }

  private void receiveAll() throws IOException, InterruptedException {
    MessageLog log = new MessageLog();
    int expected = -1;
    for (Message message = channel.receive(); message != null; message = channel.receive()) {
      Matcher end = END.matcher(message.isText() ? message.asText() : "");
      if (end.matches()) {
        expected = Integer.parseInt(end.group(1));
      } else {
        log.add(message);
      }
      if (log.count() == expected) {
        MatrixEnd.say("received " + channel.label() + " " + log.summary());
        log = new MessageLog();
        expected = -1;
      }
    }
  }

  /** What {@link #send} has begun ends with the message that is sent now. */
  void stop() {
    isStopped = true;
  }

  void close() {
    channel.close();
  }
}
