package io.p2pcopy.cli.report;

/**
 * The name of the only file or directory of a transfer, once it is known; not escaped. Empty if
 * there are several. For any thread.
 */
public final class TransferName {
  private volatile String text;

  public TransferName(String text) {
    this.text = text;
  }

  public String get() {
    return text;
  }

  public void set(String known) {
    text = known;
  }
}
