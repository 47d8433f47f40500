package io.p2pcopy.net;

import org.jspecify.annotations.Nullable;

/**
 * How a socket exchanges datagrams with the system, which decides how fast it can be.
 *
 * @param segmentedWrites whether one call hands over many datagrams (UDP_SEGMENT)
 * @param coalescedReads whether one call takes many datagrams (UDP_GRO)
 * @param receiveBuffer bytes that the system granted for datagrams not yet read
 * @param sendBuffer bytes that the system granted for datagrams not yet sent
 * @param wantedBuffer bytes that were asked for in either direction
 */
public record SocketIo(
    boolean segmentedWrites,
    boolean coalescedReads,
    int receiveBuffer,
    int sendBuffer,
    int wantedBuffer) {

  /** Returns {@code "gso+gro"}, {@code "gso"}, {@code "gro"} or {@code "plain"}. */
  public String mode() {
    if (segmentedWrites) {
      return coalescedReads ? "gso+gro" : "gso";
    }
    return coalescedReads ? "gro" : "plain";
  }

  /** Returns a sentence on what whoever runs this computer can do for speed, or {@code null}. */
  public @Nullable String hint() {
    String read = limit("receive", receiveBuffer, "rmem_max");
    String write = limit("send", sendBuffer, "wmem_max");
    if (read == null || write == null) {
      return read == null ? write : read;
    }
    return read + " " + write;
  }

  private @Nullable String limit(String direction, int granted, String name) {
    if (granted >= wantedBuffer) {
      return null;
    }
    return "The "
        + direction
        + " buffer of the socket has "
        + granted
        + " bytes; on Linux, raise net.core."
        + name
        + " to "
        + wantedBuffer
        + ".";
  }
}
