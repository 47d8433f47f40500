package io.p2pcopy.transfer.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the two sides say to each other in text messages, each of them one JSON object. */
public sealed interface ControlMessage {

  /**
   * Both, first.
   *
   * @param commitment 64 lower-case hexadecimal digits: the hash of the nonce that {@link Reveal}
   *     will tell
   * @param agent the program, for people who look for a fault; at most 64 characters
   * @param peerText {@link Words#textTag} of the text of the other side's blob; {@code null} from
   *     programs that do not say it
   */
  record Hello(Role role, String commitment, String agent, @Nullable String peerText)
      implements ControlMessage {}

  /**
   * Both, after the other's {@link Hello}.
   *
   * @param nonce 64 lower-case hexadecimal digits
   */
  record Reveal(String nonce) implements ControlMessage {}

  /**
   * Sender: what there is; the entries follow.
   *
   * @param id 32 lower-case hexadecimal digits, the same again when a connection is replaced
   * @param bytes the sum of the sizes that are known
   * @param compression what the sender can do
   */
  record Offer(
      String id, long files, long directories, long links, long bytes, List<String> compression)
      implements ControlMessage {

    public Offer {
      compression = List.copyOf(compression);
    }

    /** Returns how many entries follow. */
    public long entries() {
      return files + directories + links;
    }
  }

  /** Sender: a text for the person, and no files. */
  record TextOffer(String id, String text) implements ControlMessage {}

  /** Sender: the next 1 to 1000 entries of the list. */
  record Entries(List<Entry> list) implements ControlMessage {

    public Entries {
      list = List.copyOf(list);
    }
  }

  /** Sender: the list is complete. */
  record Offered() implements ControlMessage {}

  /**
   * Receiver: the entries are wanted.
   *
   * @param compression one of those in the {@link Offer}
   */
  record Accept(@Nullable String compression) implements ControlMessage {}

  /** Receiver: the person does not want it. */
  record Refuse() implements ControlMessage {}

  /** Receiver: so much encoded content may be sent in all. */
  record Credit(long bytes) implements ControlMessage {}

  /** Receiver: send these entries. */
  record Send(long first, long last) implements ControlMessage {}

  /**
   * Receiver: do not send these.
   *
   * @param reason why they are skipped; {@code null} if they are finished
   */
  record Skip(long first, long last, @Nullable SkipReason reason) implements ControlMessage {}

  /** Receiver: send this block once more. */
  record Again(long entry, long block) implements ControlMessage {}

  /**
   * Receiver: all entries up to this one are finished.
   *
   * @param skipped entries that were skipped after they had been sent, because files that have
   *     their names turned out to be different ones
   */
  record Stored(long through, List<Long> skipped) implements ControlMessage {

    public Stored {
      skipped = List.copyOf(skipped);
    }
  }

  /** Either: this entry is not going to be there. The code is one of {@link FailureCode}. */
  record Failed(long entry, String code, @Nullable String detail) implements ControlMessage {}

  /** Sender: everything has been sent, and every {@link Again} so far is answered. */
  record Finish() implements ControlMessage {}

  /**
   * Receiver: everything is there, verified.
   *
   * @param files how many files are there now
   * @param bytes how long they are together
   * @param failed how many entries are not there
   */
  record Verified(long files, long bytes, long failed) implements ControlMessage {}

  /** Either: the transfer is over. The code is one of {@link FailureCode}. */
  record Abort(String code, @Nullable String detail) implements ControlMessage {}
}
