package io.p2pcopy.cli;

/**
 * The name of the only file or directory of a transfer, once it is known; not escaped. Empty if
 * there are several. For any thread.
 */
final class TransferName {
  private volatile String text;

  TransferName(String text) {
    this.text = text;
  }

  String get() {
    return text;
  }

  void set(String known) {
    text = known;
  }
}
