package io.p2pcopy.signal;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.signal.BlobException.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text that a person has pasted so far: one line, or several if a chat program wrapped the
 * blob. Finds the blob inside quotation marks and quoting prefixes, after a label, before
 * punctuation, and with spaces, line breaks or invisible characters in it. Immutable.
 *
 * <p>On a terminal, add lines while {@link #status} is {@link Status#INCOMPLETE}, then {@link
 * #read}.
 */
public final class PastedBlob {

  /** Whether another line may complete the blob. */
  public enum Status {
    /** The text is blank. */
    EMPTY,
    /** The text ends within a blob. */
    INCOMPLETE,
    /** No further line is needed; call {@link PastedBlob#read}. */
    COMPLETE
  }

  private final String text;

  private PastedBlob(String text) {
    this.text = text;
  }

  /**
   * Returns a pasted text of one or more lines.
   *
   * @param text the pasted text
   * @return what was found in the text
   */
  public static PastedBlob of(String text) {
    return new PastedBlob(text);
  }

  /**
   * {@return this text with another line appended}
   *
   * @param line the next line of the text
   */
  public PastedBlob plusLine(String line) {
    return new PastedBlob(text.isEmpty() ? line : text + "\n" + line);
  }

  /** {@return whether the text is complete} */
  public Status status() {
    if (text.length() > PeerLimits.Signal.TEXT_CHARACTERS) {
      return Status.COMPLETE;
    }
    PastedText pasted = PastedText.of(text);
    if (pasted.isBlank()) {
      return Status.EMPTY;
    }
    List<PastedText.Find> finds = pasted.finds();
    boolean open = !finds.isEmpty() && finds.get(finds.size() - 1).awaitsMore();
    return open ? Status.INCOMPLETE : Status.COMPLETE;
  }

  /**
   * Finds and decodes the blob. If there are several, as in a copied conversation, the first
   * acceptable one is used.
   *
   * @param expected whether an offer or an answer is expected
   * @param ownBlob the blob that this side created, or {@code null} if none; an answer to a
   *     different offer is rejected with {@link BlobException.Fault#OTHER_OFFER}
   * @return the offer or answer
   * @throws BlobException if there is no acceptable blob; its message tells the user why
   */
  public SessionDescription read(SessionDescription.Type expected, @Nullable String ownBlob)
      throws BlobException {
    if (text.length() > PeerLimits.Signal.TEXT_CHARACTERS) {
      throw BlobFaults.notABlob();
    }
    PastedText pasted = PastedText.of(text);
    if (pasted.isBlank()) {
      throw BlobFaults.empty();
    }
    BlobException fault = null;
    for (PastedText.Find find : pasted.finds()) {
      try {
        return check(find, expected, ownBlob);
      } catch (BlobException e) {
        fault = fault == null || e.fault() == Fault.OTHER_OFFER ? e : fault;
      }
    }
    throw fault == null ? BlobFaults.notABlob() : fault;
  }

  private static SessionDescription check(
      PastedText.Find find, SessionDescription.Type expected, @Nullable String ownBlob)
      throws BlobException {
    if (find.blob().equals(ownBlob)) {
      throw BlobFaults.ownBlob();
    }
    SessionDescription description = BlobCodec.decode(find.blob());
    if (description.type() != expected) {
      throw BlobFaults.wrongType(expected);
    }
    if (expected == SessionDescription.Type.ANSWER
        && ownBlob != null
        && !description.answersOffer(BlobCodec.decode(ownBlob))) {
      throw BlobFaults.otherOffer();
    }
    return description;
  }
}
