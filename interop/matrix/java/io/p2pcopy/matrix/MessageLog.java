package io.p2pcopy.matrix;

import io.p2pcopy.datachannel.Message;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** What was said over a channel, as number, bytes and digests. */
final class MessageLog {
  private final MessageDigest sha256;
  private final List<String> digests = new ArrayList<>();
  private long bytes;

  MessageLog() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(Message message) {
    sha256.update((byte) (message.isText() ? 0 : 1));
    digests.add(HexFormat.of().formatHex(sha256.digest(message.payload())));
    bytes += message.payload().length;
  }

  int count() {
    return digests.size();
  }

  long bytes() {
    return bytes;
  }

  /** Returns number, bytes, the digest in this order and the one in ascending order. */
  String summary() {
    String inOrder = digest(digests);
    List<String> sorted = new ArrayList<>(digests);
    Collections.sort(sorted);
    return count() + " " + bytes + " " + inOrder + " " + digest(sorted);
  }

  private String digest(List<String> list) {
    return HexFormat.of().formatHex(sha256.digest(HexFormat.of().parseHex(String.join("", list))));
  }
}
