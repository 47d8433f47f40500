package io.p2pcopy.interop;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Sends messages of all kinds and sizes over a channel, and takes those of the other end. */
final class WireExchange {

  /** What went each way. */
  record Result(MessageLog sent, MessageLog received) {}

  private static final long MAX_BUFFERED = 1 << 20;
  private static final String END = "the end of the wire test";

  /** In bytes; 262144 is the largest message that both ends take. */
  private static final int[] SIZES = {65536, 0, 1, 16384, 1171, 65535, 262144, 4096};

  private final DataChannel channel;
  private final Random random = new Random(1);

  WireExchange(DataChannel channel) {
    this.channel = channel;
  }

  Result run(long bytes) throws Exception {
    CompletableFuture<MessageLog> sent = new CompletableFuture<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                sent.complete(sendAll(bytes));
              } catch (IOException | InterruptedException | RuntimeException e) {
                sent.completeExceptionally(e);
              }
            },
            "sender");
    sender.setDaemon(true);
    sender.start();
    MessageLog received = receiveAll();
    return new Result(sent.get(), received);
  }

  private MessageLog sendAll(long bytes) throws IOException, InterruptedException {
    MessageLog log = new MessageLog();
    for (int index = 0; log.bytes() < bytes; index++) {
      Message message = message(index, bytes - log.bytes());
      log.add(message);
      channel.awaitWritable(MAX_BUFFERED);
      channel.send(message);
    }
    channel.send(Message.text(END));
    return log;
  }

  private MessageLog receiveAll() throws IOException, InterruptedException {
    MessageLog log = new MessageLog();
    for (; ; ) {
      Message message = channel.receive();
      if (message == null) {
        throw new IOException("the channel closed early");
      }
      if (message.isText() && message.asText().equals(END)) {
        return log;
      }
      log.add(message);
    }
  }

  /** Every fifth message is text; empty ones of both kinds are among them. */
  private Message message(int index, long remaining) {
    int size = (int) Math.min(SIZES[index % SIZES.length], remaining);
    if (index % 5 == 4) {
      return Message.text("gr\u00fc\u00df dich \ud83d\ude42 ".repeat(Math.min(size, 20_000) / 20));
    }
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    return Message.binary(payload);
  }
}
