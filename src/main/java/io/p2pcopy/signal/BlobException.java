package io.p2pcopy.signal;

/**
 * Says why a pasted line is not a usable offer or answer, in a {@linkplain #getMessage() sentence}
 * for the person who pasted it.
 */
public final class BlobException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the line. */
  public enum Fault {
    /** There is nothing but white space. */
    EMPTY,
    /** It is not one of our lines at all. */
    NOT_A_BLOB,
    /** It begins like one of our lines, and its end is missing. */
    TRUNCATED,
    /** It is one of our lines, and a character is wrong. */
    DAMAGED,
    /** It was made by a version that this one does not understand. */
    UNKNOWN_VERSION,
    /** An offer where an answer is due, or the other way round. */
    WRONG_TYPE,
    /** The line that this very program printed. */
    OWN_BLOB,
    /** An answer to an offer that this program made earlier, or another program. */
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
