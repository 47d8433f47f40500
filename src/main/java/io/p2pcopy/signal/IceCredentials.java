package io.p2pcopy.signal;

/**
 * The user name fragment and password that authenticate connectivity checks (RFC 8445, section
 * 5.3).
 */
public sealed interface IceCredentials permits DerivedCredentials, LiteralCredentials {

  /** {@return 4 to 256 ice-chars} */
  String ufrag();

  /** {@return 22 to 256 ice-chars} */
  String password();
}
