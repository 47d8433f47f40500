package io.p2pcopy.cli.option;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;

/** An invite or a reply among the arguments of a command, where it must not be. */
public final class BlobArgument {
  private BlobArgument() {}

  /** Returns whether an argument is, or was meant to be, an offer or answer. */
  public static boolean isOne(String argument) {
    try {
      BlobCodec.decode(argument);
      return true;
    } catch (BlobException e) {
      return switch (e.fault()) {
        case TRUNCATED, DAMAGED, WRONG_TYPE, OWN_BLOB, OTHER_OFFER -> true;
        case EMPTY, NOT_A_BLOB, UNKNOWN_VERSION -> false;
      };
    }
  }

  public static CommandException refused() {
    return CommandException.usage(
        "This looks like an invite or a reply. Paste it when the program asks for it:"
            + " other users of this computer can see the arguments of a command.");
  }
}
