package io.p2pcopy.transfer;

import org.jspecify.annotations.Nullable;

/** What the two sides say to each other beside the content; each is one JSON text message. */
sealed interface ControlMessage {

  /**
   * Sender: a file is there.
   *
   * @param name as the peer wrote it, not yet safe
   * @param size in bytes, 0 to {@link TransferProtocol#MAX_FILE_SIZE}
   * @param modified milliseconds since 1970-01-01T00:00:00Z, as in a browser's {@code lastModified}
   */
  record Offer(String name, long size, long modified) implements ControlMessage {}

  /** Receiver: send the content. */
  record Accept() implements ControlMessage {}

  /** Receiver: the file is not wanted. */
  record Refuse() implements ControlMessage {}

  /**
   * Sender: that was the content.
   *
   * @param sha256 of all of it, 64 lower-case hexadecimal digits
   */
  record End(String sha256) implements ControlMessage {}

  /** Receiver: the file stands, complete and compared, under its final name. */
  record Verified() implements ControlMessage {}

  /**
   * Either: the transfer is over.
   *
   * @param code a {@link FailureCode#wireName}, or one that a later version made
   * @param detail for people who look for the fault; shown only escaped
   */
  record Failed(String code, @Nullable String detail) implements ControlMessage {}
}
