package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import java.util.regex.Pattern;

/**
 * The names and limits of the transfer protocol, as {@code docs/transfer-protocol.md} describes it.
 * All sizes are bytes.
 */
public final class TransferProtocol {

  /** The label of the channel on which a transfer runs. */
  public static final String LABEL = "p2pcopy";

  /** The subprotocol of that channel; the number is the major version. */
  public static final String NAME = "p2pcopy/1";

  /** The largest control message, encoded as UTF-8. */
  public static final int MAX_CONTROL_MESSAGE = 16 * 1024;

  /** The largest content message. */
  public static final int MAX_CONTENT_MESSAGE = 256 * 1024;

  /** The size of content messages that the sender prefers; every known peer takes it. */
  public static final int CONTENT_MESSAGE = 64 * 1024;

  /** The longest offered name, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 1024;

  /** The largest file: what a browser's numbers count exactly. */
  public static final long MAX_FILE_SIZE = (1L << 53) - 1;

  private static final Pattern ANY_VERSION = Pattern.compile("p2pcopy/\\d{1,4}");

  private TransferProtocol() {}

  /** Checks that an open channel is meant for this protocol and version, and fit for it. */
  static void check(DataChannel channel) throws LocalFailure {
    String protocol = channel.protocol();
    if (!protocol.equals(NAME)) {
      throw LocalFailure.protocol(
          ANY_VERSION.matcher(protocol).matches()
              ? "The other side speaks " + protocol + " and this side " + NAME + "."
              : "The other side opened a channel that is not for copying files.");
    }
    if (channel.maxMessageSize() < MAX_CONTROL_MESSAGE) {
      throw LocalFailure.protocol(
          "The other side takes messages of only " + channel.maxMessageSize() + " bytes.");
    }
  }
}
