package io.p2pcopy.sctp.procedure;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.sctp.packet.ChunkType;
import io.p2pcopy.sctp.packet.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * The optional parameters of INIT and INIT ACK.
 *
 * @param cookie the State Cookie, empty if there is none
 * @param reConfig whether the peer supports RE-CONFIG
 * @param interleaving whether the peer supports I-DATA
 * @param unrecognized the unknown parameters to report to the peer
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
record InitParameters(
    byte[] cookie, boolean reConfig, boolean interleaving, List<Parameter> unrecognized) {

  private static final byte[] PLAIN_CHUNKS = {
    (byte) ChunkType.RE_CONFIG, (byte) ChunkType.FORWARD_TSN
  };

  private static final byte[] ALL_CHUNKS = {
    (byte) ChunkType.RE_CONFIG,
    (byte) ChunkType.FORWARD_TSN,
    ChunkType.I_DATA,
    (byte) ChunkType.I_FORWARD_TSN
  };

  /** Returns the parameters that this implementation sends. */
  static List<Parameter> own(boolean interleaving) {
    return List.of(
        new Parameter(Parameter.FORWARD_TSN_SUPPORTED, new byte[0]),
        new Parameter(Parameter.SUPPORTED_EXTENSIONS, interleaving ? ALL_CHUNKS : PLAIN_CHUNKS));
  }

  static InitParameters of(List<Parameter> parameters) {
    byte[] cookie = {};
    boolean reConfig = false;
    boolean interleaving = false;
    var unrecognized = new ArrayList<Parameter>();
    int reported = 0;
    for (Parameter parameter : parameters) {
      switch (parameter.type()) {
        case Parameter.STATE_COOKIE -> cookie = parameter.value();
        case Parameter.SUPPORTED_EXTENSIONS -> {
          reConfig = lists(parameter, ChunkType.RE_CONFIG);
          interleaving = lists(parameter, ChunkType.I_DATA);
        }
        case Parameter.FORWARD_TSN_SUPPORTED,
            Parameter.IPV4_ADDRESS,
            Parameter.IPV6_ADDRESS,
            Parameter.COOKIE_PRESERVATIVE,
            Parameter.SUPPORTED_ADDRESS_TYPES,
            Parameter.UNRECOGNIZED_PARAMETER -> {
          // Known, but irrelevant for an association over one DTLS connection.
        }
        default -> {
          reported += parameter.value().length;
          if (parameter.reportsUnknown() && reported <= PeerLimits.Sctp.REPORTED_BYTES) {
            unrecognized.add(parameter);
          }
          // RFC 9260, 3.2.1: "Stop processing this parameter; do not process any further parameters
          // within this chunk."
          if (!parameter.skipsUnknown()) {
            return new InitParameters(cookie, reConfig, interleaving, unrecognized);
          }
        }
      }
    }
    return new InitParameters(cookie, reConfig, interleaving, unrecognized);
  }

  private static boolean lists(Parameter extensions, int chunkType) {
    for (byte type : extensions.value()) {
      if (Byte.toUnsignedInt(type) == chunkType) {
        return true;
      }
    }
    return false;
  }
}
