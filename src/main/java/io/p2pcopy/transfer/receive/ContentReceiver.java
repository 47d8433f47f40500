package io.p2pcopy.transfer.receive;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.limit.PeerLimits;
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
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives the sender's messages: first the list, then content, which it assembles into blocks.
 * Runs on one thread, which stops reading while too many bytes are unwritten; the channel's receive
 * window then closes.
 */
final class ContentReceiver {

  /** The memory that an item is charged in addition to its content. */
  private static final int ITEM_OVERHEAD_BYTES = 512;

  /** Blocks up to this length are hashed on the receiving thread. */
  private static final int MAX_INLINE_HASH_BYTES = 1 << 15;

  /** Handles the messages of the list, on the receiving thread. */
  interface ListHandler {
    void offer(Offer offer) throws LocalFailureException;

    void entries(Entries entries) throws LocalFailureException;

    void offered() throws LocalFailureException;

    void text(TextOffer offer) throws LocalFailureException;
  }

  private final MessageReader messages;
  private final Greeting greeting;
  private final TransferListener listener;
  private final ListHandler list;
  private final HashPool pool;
  private final Decoder decoder;
  private final TransferCounters counters;
  private final ByteBudget budget = new ByteBudget(PeerLimits.Transfer.UNWRITTEN_BYTES);
  private final BlockingQueue<ReceivedItem> items = new LinkedBlockingQueue<>();

  /** Free arrays of a full block; as many as may be in use. */
  private final BlockingQueue<byte[]> buffers =
      new ArrayBlockingQueue<>(PeerLimits.Transfer.UNWRITTEN_BYTES / Blocks.SIZE);

  private boolean offered;
  private boolean listed;
  private boolean compressed;
  private volatile boolean accepted;
  private @Nullable ReceivedBlock partialBlock;

  ContentReceiver(
      DataChannel channel,
      Greeting greeting,
      TransferListener listener,
      ListHandler list,
      HashPool pool,
      Decoder decoder,
      TransferCounters counters) {
    messages = new MessageReader(channel);
    this.greeting = greeting;
    this.listener = listener;
    this.list = list;
    this.pool = pool;
    this.decoder = decoder;
    this.counters = counters;
  }

  /**
   * Allows content from now on; call it before the acceptance is sent.
   *
   * @param compressed whether blocks may be compressed
   */
  void accept(boolean compressed) {
    this.compressed = compressed;
    accepted = true;
  }

  boolean accepted() {
    return accepted;
  }

  /** Returns the number of messages received so far. */
  long received() {
    return messages.count();
  }

  /** Returns the next item, or {@code null} if none is queued. */
  @Nullable ReceivedItem poll() {
    return items.poll();
  }

  /** Waits up to {@code millis} milliseconds for the next item. */
  @Nullable ReceivedItem poll(long millis) throws InterruptedException {
    return items.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Releases the memory of an item that was processed. */
  void done(ReceivedItem item) {
    if (item instanceof ReceivedBlock block) {
      if (block.content().length == Blocks.SIZE) {
        // Decompressed blocks add arrays that nobody has taken from here: the excess is dropped.
        buffers.offer(block.content());
      }
      budget.giveBack(block.frame().length() + ITEM_OVERHEAD_BYTES);
    } else {
      budget.giveBack(ITEM_OVERHEAD_BYTES);
    }
  }

  /** Receives until the channel is closed or the thread is interrupted. */
  void run() throws LocalFailureException, TransferException, InterruptedException {
    try {
      listen();
    } catch (TransferException e) {
      if (!accepted) {
        throw greeting.ended(e);
      }
      // Everything received is written first, so that a resumed transfer need not repeat it.
      items.add(new ReceivedItem.Over(e));
    }
  }

  private void listen() throws LocalFailureException, TransferException, InterruptedException {
    while (true) {
      Message message = messages.next();
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
      check(partialBlock == null);
      put(new ReceivedItem.Finish());
    } else {
      check(false);
    }
  }

  private void takeBinary(byte[] message) throws LocalFailureException, InterruptedException {
    check(accepted);
    ReceivedBlock incomplete = partialBlock;
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
    if (frame.zstd() && !compressed) {
      throw LocalFailureException.protocol(
          "The other side sent a compressed block without agreement.");
    }
    budget.take(frame.length() + ITEM_OVERHEAD_BYTES);
    int here = message.length - FrameCodec.BLOCK_HEADER;
    counters.transferred.addAndGet(here);
    if (here == frame.encoded()) {
      submit(new ReceivedBlock(frame, message, FrameCodec.BLOCK_HEADER));
      return;
    }
    var block = new ReceivedBlock(frame, buffer(frame.encoded()));
    block.add(message, FrameCodec.BLOCK_HEADER, here);
    partialBlock = block;
  }

  private void add(ReceivedBlock block, byte[] message) throws LocalFailureException {
    if (message.length == 0 || message.length > PeerLimits.Transfer.MESSAGE_BYTES) {
      throw LocalFailureException.protocol(
          "The other side sent a content message of " + message.length + " bytes.");
    }
    if (message.length > block.missing()) {
      throw LocalFailureException.protocol(
          "The other side sent more content than it had" + " announced.");
    }
    counters.transferred.addAndGet(message.length);
    block.add(message, 0, message.length);
    if (block.missing() == 0) {
      partialBlock = null;
      submit(block);
    }
  }

  private void submit(ReceivedBlock block) {
    if (block.frame().length() <= MAX_INLINE_HASH_BYTES) {
      block.check(decoder);
    } else {
      pool.submit(() -> block.check(decoder));
    }
    items.add(block);
  }

  private void put(ReceivedItem item) throws LocalFailureException, InterruptedException {
    check(partialBlock == null || item instanceof ReceivedItem.GivenUp);
    budget.take(ITEM_OVERHEAD_BYTES);
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
      throw LocalFailureException.protocol("The other side sent an unexpected message.");
    }
  }
}
