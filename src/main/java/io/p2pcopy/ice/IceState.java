package io.p2pcopy.ice;

/** How far an {@link IceTransport} is. */
public enum IceState {
  /** The sockets are open; nothing has been asked for. */
  NEW,
  /** STUN servers are being asked, or their answers are known and the peer's description is not. */
  GATHERING,
  /** Connectivity checks go on; none has succeeded. */
  WAITING,
  /** There is a valid pair: data can flow. */
  CONNECTED,
  /** The peer has stopped to answer; the connection comes back if it answers again. */
  DISCONNECTED,
  /** No path was found, or the peer's consent has expired. Final. */
  FAILED
}
