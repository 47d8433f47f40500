package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.ControlMessage.Accept;
import io.p2pcopy.transfer.ControlMessage.End;
import io.p2pcopy.transfer.ControlMessage.Failed;
import io.p2pcopy.transfer.ControlMessage.Offer;
import io.p2pcopy.transfer.ControlMessage.Refuse;
import io.p2pcopy.transfer.ControlMessage.Verified;
import io.p2pcopy.transfer.TransferException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way out. The caller's thread waits for events; threads read the file, hash it,
 * hand it to the channel, and listen to the receiver:
 *
 * <pre>
 *            read ---> hash
 *             |          |
 *             v          v
 *            send ---> end     replies ---> caller's thread
 * </pre>
 */
final class Sending {

  /** The channel is filled up to this, so that the network never waits for this side. */
  private static final long QUEUE_FULL = 2 << 20;

  /** It is filled again below this: a thread is woken for each megabyte, not for each message. */
  private static final long QUEUE_LOW = 1 << 20;

  private static final byte[] END = new byte[0];

  /** What the caller's thread waits for. */
  private sealed interface Event {
    record Received(Message message) implements Event {}

    record ChannelEnded(@Nullable IOException cause) implements Event {}

    record Progressed() implements Event {}

    record SourceFailed(LocalFailure failure) implements Event {}
  }

  private final SourceFile file;
  private final FileOffer offer;
  private final TransferListener listener;
  private final Clock clock;
  private final DataChannel channel;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(64);
  private final BlockingQueue<byte[]> toSend = new ArrayBlockingQueue<>(ChunkWorker.QUEUE);
  private final AtomicBoolean progressPending = new AtomicBoolean();
  private volatile long sent;
  private long reported = -1;
  private volatile @Nullable String sha256;

  Sending(
      SourceFile file,
      FileOffer offer,
      TransferListener listener,
      Clock clock,
      DataChannel channel) {
    this.file = file;
    this.offer = offer;
    this.listener = listener;
    this.clock = clock;
    this.channel = channel;
  }

  TransferResult run() throws TransferException, InterruptedException {
    try {
      return transfer();
    } catch (LocalFailure e) {
      Farewell.say(channel, e.toMessage(), Farewell.PATIENCE);
      throw e.toTransferException("");
    } catch (InterruptedException e) {
      Farewell.say(channel, FailureCode.INTERRUPTED.toMessage(), Farewell.AFTER_INTERRUPT);
      throw e;
    } finally {
      channel.close();
    }
  }

  private TransferResult transfer() throws TransferException, LocalFailure, InterruptedException {
    // Closed first, so that the last word on the channel has no competition.
    try (var workers = new Workers()) {
      offer();
      workers.start("replies", this::listen);
      awaitAcceptance();
      long start = clock.nanoTime();
      listener.started(offer);
      var hash = new ContentHash(workers);
      workers.start("read", () -> read(hash));
      workers.start("send", () -> send(hash));
      String verified = awaitVerification();
      report(offer.size());
      var elapsed = Duration.ofNanos(clock.nanoTime() - start);
      return new TransferResult(file.path(), offer.size(), elapsed, verified);
    }
  }

  private void offer() throws TransferException, LocalFailure, InterruptedException {
    try {
      channel.awaitWritable(Long.MAX_VALUE);
      TransferProtocol.check(channel);
      channel.send(
          ControlCodec.encode(new Offer(offer.name(), offer.size(), file.modifiedMillis())));
    } catch (IOException e) {
      throw PeerFailure.connectionLost(e);
    } catch (IllegalStateException e) {
      throw PeerFailure.connectionLost(null);
    }
  }

  private void awaitAcceptance() throws TransferException, LocalFailure, InterruptedException {
    ControlMessage reply = nextReply();
    if (reply instanceof Refuse) {
      throw new TransferException(Kind.REFUSED_BY_PEER, "The receiver did not accept the file.");
    }
    if (!(reply instanceof Accept)) {
      throw LocalFailure.protocol("The other side answered the offer with something else.");
    }
  }

  /** Returns the hash of what was sent, once the receiver has found the same. */
  private String awaitVerification() throws TransferException, LocalFailure, InterruptedException {
    ControlMessage reply = nextReply();
    String hash = sha256;
    if (!(reply instanceof Verified) || hash == null) {
      throw LocalFailure.protocol("The other side sent a message that was not due.");
    }
    return hash;
  }

  private ControlMessage nextReply() throws TransferException, LocalFailure, InterruptedException {
    while (true) {
      Event event = events.take();
      if (event instanceof Event.Progressed) {
        progressPending.set(false);
        report(sent);
      } else if (event instanceof Event.SourceFailed source) {
        throw source.failure();
      } else if (event instanceof Event.ChannelEnded end) {
        throw PeerFailure.connectionLost(end.cause());
      } else if (event instanceof Event.Received received) {
        ControlMessage message = ControlCodec.decode(received.message());
        if (message instanceof Failed failed) {
          throw PeerFailure.of(failed);
        }
        return message;
      }
    }
  }

  private void report(long bytes) {
    if (bytes != reported) {
      reported = bytes;
      listener.progress(bytes);
    }
  }

  private void listen() throws InterruptedException {
    try {
      for (Message message = channel.receive(); message != null; message = channel.receive()) {
        events.put(new Event.Received(message));
      }
      events.put(new Event.ChannelEnded(null));
    } catch (IOException e) {
      events.put(new Event.ChannelEnded(e));
    }
  }

  private void read(ContentHash hash) throws InterruptedException {
    try {
      file.read(
          (int) Math.min(TransferProtocol.CONTENT_MESSAGE, channel.maxMessageSize()),
          chunk -> {
            hash.put(chunk);
            toSend.put(chunk);
          });
      toSend.put(END);
    } catch (LocalFailure e) {
      events.put(new Event.SourceFailed(e));
    }
  }

  private void send(ContentHash hash) throws InterruptedException {
    try {
      for (byte[] chunk = toSend.take(); chunk != END; chunk = toSend.take()) {
        if (channel.bufferedAmount() >= QUEUE_FULL) {
          channel.awaitWritable(QUEUE_LOW);
        }
        channel.send(Message.binary(chunk));
        progressTo(sent + chunk.length);
      }
      String result = hash.finish();
      sha256 = result;
      channel.send(ControlCodec.encode(new End(result)));
    } catch (IOException | IllegalStateException e) {
      // The channel is gone. The listening thread finds that too, with what the peer said last.
    }
  }

  /** One event is enough, however many messages have been sent before it is taken. */
  private void progressTo(long bytes) throws InterruptedException {
    sent = bytes;
    if (progressPending.compareAndSet(false, true)) {
      events.put(new Event.Progressed());
    }
  }
}
