package io.p2pcopy.transfer;

import io.p2pcopy.transfer.ControlMessage.Failed;
import io.p2pcopy.transfer.TransferException.Kind;
import org.jspecify.annotations.Nullable;

/** Why one side ends a transfer, as an {@code error} message says it to the other. */
enum FailureCode {
  INTERRUPTED("interrupted", Kind.REFUSED_BY_PEER, "The other side interrupted the transfer."),
  FILE("file", Kind.LOCAL_FILE, Kind.PEER_FILE, "The other side could not use its file."),
  FILE_CHANGED(
      "file-changed",
      Kind.LOCAL_FILE,
      Kind.PEER_FILE,
      "The file changed on the other side while it was being sent."),
  DISK_FULL(
      "disk-full",
      Kind.LOCAL_FILE,
      Kind.PEER_FILE,
      "The other side has not enough free space for the file."),
  INTEGRITY("integrity", Kind.INTEGRITY, "What arrived on the other side is not what was sent."),
  PROTOCOL(
      "protocol",
      Kind.PROTOCOL,
      "The other side could not understand this one: the transfer protocol was broken.");

  private final String wireName;
  private final Kind localKind;
  private final Kind peerKind;
  private final String peerSentence;

  FailureCode(String wireName, Kind kind, String peerSentence) {
    this(wireName, kind, kind, peerSentence);
  }

  FailureCode(String wireName, Kind localKind, Kind peerKind, String peerSentence) {
    this.wireName = wireName;
    this.localKind = localKind;
    this.peerKind = peerKind;
    this.peerSentence = peerSentence;
  }

  /** Returns the code of that name, or {@code null} if a later version of the protocol made it. */
  static @Nullable FailureCode ofWireName(String name) {
    for (FailureCode code : values()) {
      if (code.wireName.equals(name)) {
        return code;
      }
    }
    return null;
  }

  String wireName() {
    return wireName;
  }

  /** Returns the message that tells it to the peer. */
  Failed toMessage() {
    return new Failed(wireName, null);
  }

  /** Returns how the side on which it happened sees it. */
  Kind localKind() {
    return localKind;
  }

  /** Returns how the other side sees it. */
  Kind peerKind() {
    return peerKind;
  }

  /** Returns what the other side tells its user. */
  String peerSentence() {
    return peerSentence;
  }
}
