package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.run.ByteBudget;
import io.p2pcopy.transfer.run.Decoder;
import io.p2pcopy.transfer.run.Greeting;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.MessageReader;
import io.p2pcopy.transfer.run.TransferCounters;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.ControlMessage;
import io.p2pcopy.transfer.wire.ControlMessage.Entries;
import io.p2pcopy.transfer.wire.ControlMessage.Failed;
import io.p2pcopy.transfer.wire.ControlMessage.Finish;
import io.p2pcopy.transfer.wire.ControlMessage.Hello;
import io.p2pcopy.transfer.wire.ControlMessage.Offer;
import io.p2pcopy.transfer.wire.ControlMessage.Offered;
import io.p2pcopy.transfer.wire.ControlMessage.Reveal;
import io.p2pcopy.transfer.wire.ControlMessage.TextOffer;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.FrameCodec;
import io.p2pcopy.transfer.wire.Limits;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the sender: the list first, then content, which it puts together. Runs on one thread,
 * which waits while too much is not yet written: then the channel's window closes.
 */
final class ContentReceiver {

  /** What has come and is not yet written, in bytes. */
  private static final int UNWRITTEN = 8 << 20;

  /** What an item costs beside its content. */
  private static final int ITEM = 512;

  /** Blocks up to this length need no other thread to be hashed. */
  private static final int SHORT_BLOCK = 1 << 15;

  /** Takes what comes before the content; on the listening thread. */
  interface ListTaker {
    void offer(Offer offer) throws LocalFailureException;

    void entries(Entries entries) throws LocalFailureException;

    void offered() throws LocalFailureException;

    void text(TextOffer offer) throws LocalFailureException;
  }

  private final MessageReader incoming;
  private final Greeting greeting;
  private final TransferListener listener;
  private final ListTaker list;
  private final HashPool pool;
  private final Decoder decoder;
  private final TransferCounters tally;
  private final ByteBudget budget = new ByteBudget(UNWRITTEN);
  private final BlockingQueue<ReceivedItem> items = new LinkedBlockingQueue<>();
  private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();
  private boolean offered;
  private boolean listed;
  private boolean decoding;
  private volatile boolean accepted;
  private @Nullable ReceivedBlock arriving;

  ContentReceiver(
      DataChannel channel,
      Greeting greeting,
      TransferListener listener,
      ListTaker list,
      HashPool pool,
      Decoder decoder,
      TransferCounters tally) {
    incoming = new MessageReader(channel);
    this.greeting = greeting;
    this.listener = listener;
    this.list = list;
    this.pool = pool;
    this.decoder = decoder;
    this.tally = tally;
  }

  /** Lets content in, compressed or not: the sender is about to be told that it may come. */
  void accept(boolean compressed) {
    decoding = compressed;
    accepted = true;
  }

  boolean accepted() {
    return accepted;
  }

  /** Returns how many messages have come. */
  long received() {
    return incoming.count();
  }

  /** Returns the next item if there is one. */
  @Nullable ReceivedItem poll() {
    return items.poll();
  }

  /** Waits for the next item, for a limited time. */
  @Nullable ReceivedItem poll(long millis) throws InterruptedException {
    return items.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Takes note that an item is dealt with. */
  void done(ReceivedItem item) {
    if (item instanceof ReceivedBlock block) {
      if (block.content().length == Blocks.SIZE) {
        buffers.add(block.content());
      }
      budget.giveBack(block.frame().length() + ITEM);
    } else {
      budget.giveBack(ITEM);
    }
  }

  /** Listens until the channel ends, or until it is interrupted. */
  void run() throws LocalFailureException, TransferException, InterruptedException {
    try {
      listen();
    } catch (TransferException e) {
      if (!accepted) {
        throw greeting.ended(e);
      }
      // What has come so far is written first: it need not come again.
      items.add(new ReceivedItem.Over(e));
    }
  }

  private void listen() throws LocalFailureException, TransferException, InterruptedException {
    while (true) {
      Message message = incoming.next();
      if (!message.isText()) {
        takeBinary(message.payload());
        continue;
      }
      ControlMessage control = MessageReader.read(message);
      if (accepted) {
        takeContent(control);
      } else {
        takeList(control);
      }
    }
  }

  private void takeList(ControlMessage control) throws LocalFailureException {
    if (control instanceof Hello hello) {
      greeting.take(hello);
      return;
    }
    check(greeting.greeted());
    if (control instanceof Reveal reveal) {
      listener.words(greeting.take(reveal));
    } else if (control instanceof Offer offer) {
      check(!offered);
      offered = true;
      list.offer(offer);
    } else if (control instanceof TextOffer offer) {
      check(!offered);
      offered = true;
      listed = true;
      list.text(offer);
    } else if (control instanceof Entries entries) {
      check(offered && !listed);
      list.entries(entries);
    } else if (control instanceof Offered) {
      check(offered && !listed);
      listed = true;
      list.offered();
    } else {
      check(false);
    }
  }

  private void takeContent(ControlMessage control)
      throws LocalFailureException, InterruptedException {
    if (control instanceof Failed failed) {
      put(new ReceivedItem.GivenUp(failed));
    } else if (control instanceof Finish) {
      check(arriving == null);
      put(new ReceivedItem.Finish());
    } else {
      check(false);
    }
  }

  private void takeBinary(byte[] message) throws LocalFailureException, InterruptedException {
    check(accepted);
    ReceivedBlock incomplete = arriving;
    if (incomplete != null) {
      add(incomplete, message);
      return;
    }
    Frame frame = FrameCodec.decode(message);
    if (frame instanceof Frame.Block block) {
      begin(block, message);
    } else if (frame instanceof Frame.Same same) {
      put(new ReceivedItem.Same(same));
    } else if (frame instanceof Frame.Hole hole) {
      put(new ReceivedItem.Hole(hole));
    } else if (frame instanceof Frame.End end) {
      put(new ReceivedItem.End(end));
    } else {
      check(false);
    }
  }

  private void begin(Frame.Block frame, byte[] message)
      throws LocalFailureException, InterruptedException {
    if (frame.zstd() && !decoding) {
      throw LocalFailureException.protocol(
          "The other side compressed what it was not to compress.");
    }
    budget.take(frame.length() + ITEM);
    int here = message.length - FrameCodec.BLOCK_HEADER;
    tally.carried.addAndGet(here);
    if (here == frame.encoded()) {
      submit(new ReceivedBlock(frame, message, FrameCodec.BLOCK_HEADER));
      return;
    }
    var block = new ReceivedBlock(frame, buffer(frame.encoded()));
    block.add(message, FrameCodec.BLOCK_HEADER, here);
    arriving = block;
  }

  private void add(ReceivedBlock block, byte[] message) throws LocalFailureException {
    if (message.length == 0 || message.length > Limits.MESSAGE) {
      throw LocalFailureException.protocol(
          "The other side sent a content message of " + message.length + " bytes.");
    }
    if (message.length > block.missing()) {
      throw LocalFailureException.protocol("The other side sent more content than it had said.");
    }
    tally.carried.addAndGet(message.length);
    block.add(message, 0, message.length);
    if (block.missing() == 0) {
      arriving = null;
      submit(block);
    }
  }

  private void submit(ReceivedBlock block) {
    if (block.frame().length() <= SHORT_BLOCK) {
      block.check(decoder);
    } else {
      pool.submit(() -> block.check(decoder));
    }
    items.add(block);
  }

  private void put(ReceivedItem item) throws LocalFailureException, InterruptedException {
    check(arriving == null || item instanceof ReceivedItem.GivenUp);
    budget.take(ITEM);
    items.add(item);
  }

  private byte[] buffer(int length) {
    if (length <= Blocks.SIZE / 2) {
      return new byte[length];
    }
    byte[] free = buffers.poll();
    return free == null ? new byte[Blocks.SIZE] : free;
  }

  private static void check(boolean due) throws LocalFailureException {
    if (!due) {
      throw LocalFailureException.protocol("The other side sent a message that was not due.");
    }
  }
}
