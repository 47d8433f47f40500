package io.p2pcopy.sctp.sim;

/**
 * A message to send; its content follows from its number, so that the receiving side can compare
 * it.
 *
 * @param size of its payload in bytes
 */
public record MessageSpec(int size, int streamId, boolean unordered) {

  public static MessageSpec message(int size) {
    return new MessageSpec(size, 0, false);
  }

  public MessageSpec onStream(int id) {
    return new MessageSpec(size, id, unordered);
  }

  public MessageSpec asUnordered() {
    return new MessageSpec(size, streamId, true);
  }

  public MessageSpec withSize(int bytes) {
    return new MessageSpec(bytes, streamId, unordered);
  }
}
