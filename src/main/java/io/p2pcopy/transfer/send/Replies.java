package io.p2pcopy.transfer.send;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.limit.PeerLimits;
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

/** Handles the receiver's messages. Runs on one thread, which never waits for anything else. */
final class Replies {

  /** The sender's progress, which decides which messages are valid. */
  interface Progress {
    /** The compression methods that were offered. */
    List<String> compressions();

    /** Whether the whole list has been sent. */
    boolean listed();

    /** The last entry that was sent, in part or completely. */
    long current();

    /** Whether everything has been sent. */
    boolean finished();
  }

  private final MessageReader messages;

  /**
   * An interrupt outside of this section could close the list file, which the next connection
   * needs.
   */
  private final InterruptibleSection interruptible = new InterruptibleSection();

  private final Greeting greeting;
  private final TransferListener listener;
  private final RequestedRanges ranges;
  private final Credit credit;
  private final Requests requests;
  private final TransferCounters counters;
  private final Progress progress;
  private final CompletableFuture<Accept> accepted = new CompletableFuture<>();
  private volatile boolean compressing;
  private long resends;
  private long failures;
  private long stored = -1;

  Replies(
      DataChannel channel,
      Greeting greeting,
      TransferListener listener,
      RequestedRanges ranges,
      Credit credit,
      Requests requests,
      TransferCounters counters,
      Progress progress) {
    messages = new MessageReader(channel);
    this.greeting = greeting;
    this.listener = listener;
    this.ranges = ranges;
    this.credit = credit;
    this.requests = requests;
    this.counters = counters;
    this.progress = progress;
  }

  /** Returns the section in which this thread waits for messages. */
  InterruptibleSection interruptible() {
    return interruptible;
  }

  /** Returns the number of messages received so far. */
  long received() {
    return messages.count();
  }

  /** Returns whether the receiver accepts compressed blocks. */
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

  /** Handles messages until the final confirmation, and returns it. */
  Verified run() throws LocalFailureException, TransferException, InterruptedException {
    try {
      return listen();
    } catch (TransferException e) {
      throw greeting.ended(e);
    }
  }

  private Verified listen() throws LocalFailureException, TransferException, InterruptedException {
    while (true) {
      Message message = interruptible.call(messages::next);
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
          Kind.REFUSED_BY_PEER,
          "The other side refused the files. Ask your friend for the" + " reason.");
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
      ranges.add(send.first(), send.last(), true, null);
    } else if (control instanceof Skip skip) {
      ranges.add(skip.first(), skip.last(), false, skip.reason());
    } else if (control instanceof Again block) {
      resends++;
      long blocks = counters.done.get() / Blocks.SIZE + counters.filesDone.get();
      check(block.entry() <= progress.current());
      check(
          resends
              <= PeerLimits.Transfer.RESENDS_PER_BLOCK * blocks + PeerLimits.Transfer.MIN_RESENDS);
      requests.add(block);
    } else if (control instanceof Failed failed) {
      failures++;
      check(failed.entry() <= progress.current() && failures <= progress.current() + 1);
      requests.add(failed);
    } else if (control instanceof Stored entries) {
      check(entries.through() >= stored && entries.through() < ranges.entries());
      stored = entries.through();
      takeSkipped(entries.skipped());
    } else {
      check(false);
    }
  }

  /** Counts skipped entries at once: the final confirmation is compared with the count. */
  private void takeSkipped(List<Long> entries) throws LocalFailureException {
    List<Long> first = new ArrayList<>();
    for (long entry : entries) {
      check(entry <= progress.current());
      if (counters.skip(entry)) {
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
      ranges.addHashes(have);
    } else {
      check(false);
    }
  }

  private static void check(boolean due) throws LocalFailureException {
    if (!due) {
      throw LocalFailureException.protocol("The other side sent an unexpected message.");
    }
  }
}
