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
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One file on its way in. The caller's thread pulls messages as fast as the disk takes them. */
final class Receiving {

  /** How and where a receiver wants its files. */
  record Settings(
      Path directory,
      boolean overwrite,
      AcceptPolicy policy,
      TransferListener listener,
      Clock clock,
      Storage storage) {}

  private final Settings settings;
  private final DataChannel channel;
  private final Workers workers = new Workers();
  private @Nullable Incoming incoming;
  private boolean complete;
  private long reported = -1;

  Receiving(Settings settings, DataChannel channel) {
    this.settings = settings;
    this.channel = channel;
  }

  TransferResult run() throws TransferException, InterruptedException {
    try {
      TransferResult result = transfer();
      workers.close();
      Farewell.say(channel, new Verified(), Farewell.PATIENCE);
      return result;
    } catch (LocalFailure e) {
      String more = settle(complete);
      Farewell.say(channel, e.toMessage(), Farewell.PATIENCE);
      throw e.toTransferException(more);
    } catch (TransferException e) {
      boolean wanted = e.kind() == Kind.CONNECTION_LOST || e.kind() == Kind.REFUSED_BY_PEER;
      throw new TransferException(e.kind(), e.getMessage() + settle(wanted), e.getCause());
    } catch (InterruptedException e) {
      String more = settle(true);
      Farewell.say(channel, FailureCode.INTERRUPTED.toMessage(), Farewell.AFTER_INTERRUPT);
      throw new InterruptedException("Interrupted." + more);
    } finally {
      workers.close();
      channel.close();
    }
  }

  private TransferResult transfer() throws TransferException, LocalFailure, InterruptedException {
    Offer offered = awaitOffer();
    Instant modified = Instant.ofEpochMilli(offered.modified());
    var offer = new FileOffer(usableName(offered.name()), offered.size(), modified);
    checkSpace(offer);
    var acceptance = Acceptance.ask(workers, settings.policy(), offer, channel);
    if (!acceptance.await()) {
      workers.close();
      Farewell.say(channel, new Refuse(), Farewell.PATIENCE);
      throw new TransferException(Kind.REFUSED_BY_PEER, "The file was not accepted.");
    }
    long start = settings.clock().nanoTime();
    var content = Incoming.open(settings.storage(), settings.directory(), offer, workers);
    incoming = content;
    send(new Accept());
    settings.listener().started(offer);
    End end = takeContent(content, acceptance.nextMessage());
    content.complete(end.sha256(), offered.modified());
    complete = true;
    Path file = content.moveTo(offer.name(), settings.overwrite());
    report(offer.size());
    var elapsed = Duration.ofNanos(settings.clock().nanoTime() - start);
    return new TransferResult(file, offer.size(), elapsed, end.sha256());
  }

  private Offer awaitOffer() throws TransferException, LocalFailure, InterruptedException {
    Message first = next();
    TransferProtocol.check(channel);
    ControlMessage message = ControlCodec.decode(first);
    if (message instanceof Offer offer) {
      return offer;
    }
    if (message instanceof Failed failed) {
      throw PeerFailure.of(failed);
    }
    throw LocalFailure.protocol("The other side began with something else than an offer.");
  }

  /** Not every locale of this side may be able to write every name. */
  private String usableName(String offered) {
    String name = SafeName.of(offered);
    try {
      return String.valueOf(settings.directory().resolve(name).getFileName());
    } catch (InvalidPathException e) {
      return SafeName.of(name.replaceAll("[^ -~]", "_"), true);
    }
  }

  private void checkSpace(FileOffer offer) throws LocalFailure {
    long usable;
    try {
      usable = settings.storage().usableSpace(settings.directory());
    } catch (IOException e) {
      throw LocalFailure.file(settings.directory(), "examined", e);
    }
    if (offer.size() > usable) {
      throw new LocalFailure(
          FailureCode.DISK_FULL,
          "%s needs %s, and %s has only %s left."
              .formatted(
                  offer.name(),
                  ByteCount.text(offer.size()),
                  settings.directory(),
                  ByteCount.text(usable)));
    }
  }

  /** Takes content until something else comes, which must be its end. */
  private End takeContent(Incoming content, Message first)
      throws TransferException, LocalFailure, InterruptedException {
    Message message = first;
    while (!message.isText()) {
      content.put(message.payload());
      report(content.written());
      message = next();
    }
    ControlMessage control = ControlCodec.decode(message);
    if (control instanceof End end) {
      return end;
    }
    if (control instanceof Failed failed) {
      throw PeerFailure.of(failed);
    }
    throw LocalFailure.protocol("The other side sent a message that was not due.");
  }

  private Message next() throws TransferException, InterruptedException {
    try {
      Message message = channel.receive();
      if (message == null) {
        throw PeerFailure.connectionLost(null);
      }
      return message;
    } catch (IOException e) {
      throw PeerFailure.connectionLost(e);
    }
  }

  private void send(ControlMessage message) throws TransferException {
    try {
      channel.send(ControlCodec.encode(message));
    } catch (IllegalStateException e) {
      throw PeerFailure.connectionLost(null);
    }
  }

  private void report(long bytes) {
    if (bytes != reported) {
      reported = bytes;
      settings.listener().progress(bytes);
    }
  }

  /** Ends the threads, keeps or deletes the partial file, and returns what to tell of it. */
  private String settle(boolean wanted) throws InterruptedException {
    Incoming content = incoming;
    if (content == null) {
      workers.close();
      return "";
    }
    boolean kept = wanted && content.keep();
    workers.close();
    if (!wanted) {
      content.delete();
    }
    return kept
        ? " What arrived (%s) is kept in %s."
            .formatted(ByteCount.text(content.written()), content.path())
        : "";
  }
}
