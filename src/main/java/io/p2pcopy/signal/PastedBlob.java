package io.p2pcopy.signal;

import io.p2pcopy.signal.BlobException.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person has pasted so far: one line, or several where a chat has wrapped the blob. The blob
 * is found inside quotation marks and quoting prefixes, after a label, before punctuation, and with
 * spaces, line breaks or invisible characters in it.
 *
 * <p>On a terminal, add lines while {@link #status} is {@link Status#INCOMPLETE}, then {@link
 * #read}.
 */
public final class PastedBlob {

  /** Whether it is worth waiting for another line. */
  public enum Status {
    /** Nothing but white space so far. */
    EMPTY,
    /** A blob has begun, and its end is not there yet. */
    INCOMPLETE,
    /** More lines would not help: {@link PastedBlob#read} tells what it is. */
    COMPLETE
  }

  /** Longer texts are not looked at. */
  private static final int MAX_LENGTH = 65_536;

  private final String text;

  private PastedBlob(String text) {
    this.text = text;
  }

  /**
   * Takes one line or several.
   *
   * @param text the pasted text
   * @return what was found in the text
   */
  public static PastedBlob of(String text) {
    return new PastedBlob(text);
  }

  /**
   * {@return what is there once {@code line} has come, too}
   *
   * @param line the next line of the text
   */
  public PastedBlob plusLine(String line) {
    return new PastedBlob(text.isEmpty() ? line : text + "\n" + line);
  }

  /** {@return whether the text is complete} */
  public Status status() {
    if (text.length() > MAX_LENGTH) {
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
   * Finds and decodes the blob. Where there are several, such as in a copied conversation, the
   * first that is wanted counts.
   *
   * @param expected what is due now
   * @param ownBlob the blob that this program has shown, or {@code null} before it has shown one;
   *     an answer that names another offer is refused with {@link BlobException.Fault#OTHER_OFFER}
   * @return the offer or answer
   * @throws BlobException if there is no such blob, with a sentence for the person that says why
   */
  public SessionDescription read(SessionDescription.Type expected, @Nullable String ownBlob)
      throws BlobException {
    if (text.length() > MAX_LENGTH) {
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
        && !description.answersInvite(BlobCodec.decode(ownBlob))) {
      throw BlobFaults.otherOffer();
    }
    return description;
  }
}
