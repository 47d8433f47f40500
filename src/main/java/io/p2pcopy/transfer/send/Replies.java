package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.run.Credit;
import io.p2pcopy.transfer.run.Greeting;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.run.MessageReader;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Accept;
import io.p2pcopy.transfer.wire.ControlMessage.Again;
import io.p2pcopy.transfer.wire.ControlMessage.Failed;
import io.p2pcopy.transfer.wire.ControlMessage.Hello;
import io.p2pcopy.transfer.wire.ControlMessage.Refuse;
import io.p2pcopy.transfer.wire.ControlMessage.Reveal;
import io.p2pcopy.transfer.wire.ControlMessage.Send;
import io.p2pcopy.transfer.wire.ControlMessage.Skip;
import io.p2pcopy.transfer.wire.ControlMessage.Stored;
import io.p2pcopy.transfer.wire.ControlMessage.Verified;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Listens to the receiver. Runs on one thread, which never waits for anything else. */
final class Replies {

  /** A receiver may ask for each block so many times, and some more for blocks of other runs. */
  private static final long AGAIN_FOR_EACH = 3;

  private static final long AGAIN_AT_LEAST = 64;

  /** What is told of the list before the receiver may answer. */
  interface Progress {
    /** What the sender can compress with. */
    List<String> compressions();

    /** Whether the whole list has been handed to the channel. */
    boolean listed();

    /** The last entry of which anything has been sent. */
    long current();

    /** Whether everything has been sent. */
    boolean finished();
  }

  private final MessageReader incoming;

  /** An interrupt while it looks at the list would close the list for the next connection. */
  private final InterruptibleSection gate = new InterruptibleSection();

  private final Greeting greeting;
  private final TransferListener listener;
  private final RequestedRanges wants;
  private final Credit credit;
  private final Requests requests;
  private final TransferCounters tally;
  private final Progress progress;
  private final CompletableFuture<Accept> accepted = new CompletableFuture<>();
  private volatile boolean compressing;
  private long again;
  private long failures;
  private long stored = -1;

  Replies(
      DataChannel channel,
      Greeting greeting,
      TransferListener listener,
      RequestedRanges wants,
      Credit credit,
      Requests requests,
      TransferCounters tally,
      Progress progress) {
    incoming = new MessageReader(channel);
    this.greeting = greeting;
    this.listener = listener;
    this.wants = wants;
    this.credit = credit;
    this.requests = requests;
    this.tally = tally;
    this.progress = progress;
  }

  /** Returns where it waits for messages. */
  InterruptibleSection gate() {
    return gate;
  }

  /** Returns how many messages have come. */
  long received() {
    return incoming.count();
  }

  /** Whether the receiver takes compressed blocks. */
  boolean compressing() {
    return compressing;
  }

  boolean accepted() {
    return accepted.isDone();
  }

  /** Waits until the receiver has accepted. */
  Accept awaitAccepted() throws InterruptedException {
    try {
      return accepted.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes replies until the last one, and returns that. */
  Verified run() throws LocalFailureException, TransferException, InterruptedException {
    try {
      return listen();
    } catch (TransferException e) {
      throw greeting.ended(e);
    }
  }

  private Verified listen() throws LocalFailureException, TransferException, InterruptedException {
    while (true) {
      Message message = gate.pass(incoming::next);
      if (!message.isText()) {
        take(message.payload());
        continue;
      }
      ControlMessage control = MessageReader.read(message);
      if (control instanceof Verified verified) {
        check(progress.finished());
        return verified;
      }
      if (control instanceof Hello || control instanceof Reveal) {
        greet(control);
      } else {
        take(control);
      }
    }
  }

  private void greet(ControlMessage control) throws LocalFailureException {
    if (control instanceof Hello hello) {
      greeting.take(hello);
    } else if (control instanceof Reveal reveal) {
      check(greeting.greeted());
      listener.words(greeting.take(reveal));
    }
  }

  private void take(ControlMessage control) throws LocalFailureException, TransferException {
    check(greeting.greeted());
    if (control instanceof Refuse) {
      throw new TransferException(
          Kind.REFUSED_BY_PEER, "The other side refused what you offered; your friend sees why.");
    }
    if (control instanceof ControlMessage.Credit more) {
      credit.grant(more.bytes());
    } else if (control instanceof Accept accept) {
      check(greeting.complete() && progress.listed() && !accepted.isDone());
      compressing = accept.compression() != null;
      check(!compressing || progress.compressions().contains(accept.compression()));
      accepted.complete(accept);
    } else {
      check(accepted.isDone());
      takeAfterAcceptance(control);
    }
  }

  private void takeAfterAcceptance(ControlMessage control) throws LocalFailureException {
    if (control instanceof Send send) {
      wants.range(send.first(), send.last(), true, null);
    } else if (control instanceof Skip skip) {
      wants.range(skip.first(), skip.last(), false, skip.reason());
    } else if (control instanceof Again block) {
      again++;
      long blocks = tally.done.get() / Blocks.SIZE + tally.filesDone.get();
      check(block.entry() <= progress.current());
      check(again <= AGAIN_FOR_EACH * blocks + AGAIN_AT_LEAST);
      requests.add(block);
    } else if (control instanceof Failed failed) {
      failures++;
      check(failed.entry() <= progress.current() && failures <= progress.current() + 1);
      requests.add(failed);
    } else if (control instanceof Stored entries) {
      check(entries.through() >= stored && entries.through() < wants.entries());
      stored = entries.through();
      takeSkipped(entries.skipped());
    } else {
      check(false);
    }
  }

  /** Counts at once what no other thread has to count before the receiver says its last word. */
  private void takeSkipped(List<Long> entries) throws LocalFailureException {
    List<Long> first = new ArrayList<>();
    for (long entry : entries) {
      check(entry <= progress.current());
      if (tally.skip(entry)) {
        first.add(entry);
      }
    }
    if (!first.isEmpty()) {
      requests.add(new Stored(stored, first));
    }
  }

  private void take(byte[] frame) throws LocalFailureException {
    check(accepted.isDone());
    if (FrameCodec.decode(frame) instanceof Frame.Have have) {
      wants.have(have);
    } else {
      check(false);
    }
  }

  private static void check(boolean due) throws LocalFailureException {
    if (!due) {
      throw LocalFailureException.protocol("The other side sent a message that was not due.");
    }
  }
}
