package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The value of an INIT or INIT ACK chunk (RFC 9260, sections 3.3.2 and 3.3.3).
 *
 * <pre>
 * +---------------------------------------------------------------+
 * |                         Initiate Tag                          |
 * +---------------------------------------------------------------+
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * +-------------------------------+-------------------------------+
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * +-------------------------------+-------------------------------+
 * |                          Initial TSN                          |
 * +---------------------------------------------------------------+
 * /              Optional/Variable-Length Parameters              /
 * +---------------------------------------------------------------+
 * </pre>
 */
public record Initiation(
    int initiateTag,
    long advertisedWindow,
    int outboundStreams,
    int inboundStreams,
    int initialTsn,
    List<Parameter> parameters) {

  private static final int FIXED = 16;

  public Initiation {
    parameters = List.copyOf(parameters);
  }

  static Initiation read(ByteBuffer body, String chunk) throws MalformedPacketException {
    Wire.require(body, FIXED, chunk);
    return new Initiation(
        body.getInt(),
        Integer.toUnsignedLong(body.getInt()),
        Wire.unsignedShort(body),
        Wire.unsignedShort(body),
        body.getInt(),
        Parameter.readAll(body));
  }

  /** Whether the tag and the numbers of streams are valid: the RFC forbids zero. */
  public boolean isValid() {
    return initiateTag != 0 && outboundStreams != 0 && inboundStreams != 0;
  }

  int length() {
    return FIXED + Parameter.lengthOf(parameters);
  }

  void writeTo(ByteBuffer out) {
    out.putInt(initiateTag).putInt((int) advertisedWindow);
    out.putShort((short) outboundStreams).putShort((short) inboundStreams).putInt(initialTsn);
    Parameter.writeAll(parameters, out);
  }
}
