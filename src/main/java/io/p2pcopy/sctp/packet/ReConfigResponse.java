package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * The Re-configuration Response parameter (RFC 6525, section 4.4), without the optional TSNs, which
 * are only used for SSN/TSN Reset Requests.
 *
 * <pre>
 * +-------------------------------+-------------------------------+
 * |     Parameter Type = 16       |      Parameter Length         |
 * +-------------------------------+-------------------------------+
 * |         Re-configuration Response Sequence Number             |
 * +---------------------------------------------------------------+
 * |                            Result                             |
 * +---------------------------------------------------------------+
 * </pre>
 */
public record ReConfigResponse(int responseNumber, int result) {

  public static final int NOTHING_TO_DO = 0;
  public static final int PERFORMED = 1;
  public static final int DENIED = 2;
  public static final int WRONG_SSN = 3;
  public static final int ALREADY_IN_PROGRESS = 4;
  public static final int BAD_SEQUENCE_NUMBER = 5;
  public static final int IN_PROGRESS = 6;

  private static final int FIXED = 8;

  public static ReConfigResponse read(Parameter parameter) throws MalformedPacketException {
    var in = ByteBuffer.wrap(parameter.value());
    Wire.require(in, FIXED, "Re-configuration Response");
    return new ReConfigResponse(in.getInt(), in.getInt());
  }

  public Parameter toParameter() {
    var out = ByteBuffer.allocate(FIXED).putInt(responseNumber).putInt(result);
    return new Parameter(Parameter.RE_CONFIGURATION_RESPONSE, out.array());
  }
}
