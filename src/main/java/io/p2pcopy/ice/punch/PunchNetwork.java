package io.p2pcopy.ice.punch;

/** What a {@link HolePuncher} sends with. All packets go to one address of the peer. */
public interface PunchNetwork {

  /** Names the socket whose address this side's description has. */
  int MAIN = -1;

  /**
   * Opens a further socket of this number; returns false if the system gives none.
   *
   * @param socket not open; 0 or more
   */
  boolean open(int socket);

  /** Sends a connectivity check. */
  void sendCheck(int socket, int port);

  /** Sends a connectivity check that dies after so many hops, if the system can do that. */
  void sendShortLivedCheck(int port, int hops);

  /** Sends a {@link TftpRequest}. */
  void sendTftpRequest(int socket);

  /** Closes a further socket, unless something authentic of the peer has come to it. */
  void close(int socket);
}
