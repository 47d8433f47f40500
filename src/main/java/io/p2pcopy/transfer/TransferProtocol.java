package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.regex.Pattern;

/** The names of the transfer protocol, as {@code docs/transfer-protocol.md} describes it. */
public final class TransferProtocol {

  /** The label of the channel on which a transfer runs. */
  public static final String LABEL = "p2pcopy";

  /** The subprotocol of that channel; the number is the major version. */
  public static final String NAME = "p2pcopy/2";

  private static final Pattern ANY_VERSION = Pattern.compile("p2pcopy/\\d{1,4}");

  private TransferProtocol() {}

  /**
   * Checks that an open channel is meant for this protocol and version, and fit for it.
   *
   * @param channel the channel to check
   * @throws LocalFailureException if the channel is not reliable and ordered
   */
  public static void check(DataChannel channel) throws LocalFailureException {
    String protocol = channel.protocol();
    if (!protocol.equals(NAME)) {
      throw LocalFailureException.protocol(
          ANY_VERSION.matcher(protocol).matches()
              ? "The other side uses "
                  + protocol
                  + ", this side "
                  + NAME
                  + ". Install the same version on both sides."
              : "The other side opened a channel that is not for copying files. "
                  + "Use p2pcopy on both sides.");
    }
    if (channel.maxMessageSize() < PeerLimits.Transfer.MESSAGE_BYTES) {
      throw LocalFailureException.protocol(
          "The other side accepts messages of only " + channel.maxMessageSize() + " bytes.");
    }
  }
}
