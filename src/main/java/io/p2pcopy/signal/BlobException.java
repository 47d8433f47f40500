package io.p2pcopy.signal;

/**
 * A pasted text is not a usable offer or answer. The {@linkplain #getMessage() message} is written
 * for the user.
 */
public final class BlobException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the text. */
  public enum Fault {
    /** The text is blank. */
    EMPTY,
    /** The text contains no blob. */
    NOT_A_BLOB,
    /** The end of the blob is missing. */
    TRUNCATED,
    /** The blob contains wrong characters. */
    DAMAGED,
    /** The blob has an unsupported version. */
    UNKNOWN_VERSION,
    /** The blob is an offer where an answer is expected, or the reverse. */
    WRONG_TYPE,
    /** The blob is the one that this side created. */
    OWN_BLOB,
    /** The blob answers a different offer. */
    OTHER_OFFER
  }

  /** What is wrong with the text. */
  private final Fault fault;

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param fault what is wrong
   * @param sentence for the user
   */
  public BlobException(Fault fault, String sentence) {
    super(sentence);
    this.fault = fault;
  }

  /** {@return what is wrong with the text} */
  public Fault fault() {
    return fault;
  }
}
