package io.p2pcopy.transfer.wire;

/** What one side of a transfer does. */
public enum Role {
  SENDER("sender"),
  RECEIVER("receiver");

  private final String wireName;

  Role(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }
}
