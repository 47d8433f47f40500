package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * The Outgoing SSN Reset Request parameter (RFC 6525, section 4.1).
 *
 * <pre>
 * +-------------------------------+-------------------------------+
 * |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
 * +-------------------------------+-------------------------------+
 * |           Re-configuration Request Sequence Number            |
 * +---------------------------------------------------------------+
 * |           Re-configuration Response Sequence Number           |
 * +---------------------------------------------------------------+
 * |                Sender's Last Assigned TSN                     |
 * +-------------------------------+-------------------------------+
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * +-------------------------------+-------------------------------+
 * \                              ...                              \
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * @param streamIds an empty array means all streams
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once made.
public record OutgoingResetRequest(
    int requestNumber, int responseNumber, int lastAssignedTsn, int[] streamIds) {

  private static final int FIXED = 12;

  public static OutgoingResetRequest read(Parameter parameter) throws MalformedPacketException {
    var in = ByteBuffer.wrap(parameter.value());
    Wire.require(in, FIXED, "Outgoing SSN Reset Request");
    int requestNumber = in.getInt();
    int responseNumber = in.getInt();
    int lastAssignedTsn = in.getInt();
    int[] streamIds = new int[in.remaining() / 2];
    for (int i = 0; i < streamIds.length; i++) {
      streamIds[i] = Wire.unsignedShort(in);
    }
    return new OutgoingResetRequest(requestNumber, responseNumber, lastAssignedTsn, streamIds);
  }

  public Parameter toParameter() {
    var out = ByteBuffer.allocate(FIXED + 2 * streamIds.length);
    out.putInt(requestNumber).putInt(responseNumber).putInt(lastAssignedTsn);
    for (int streamId : streamIds) {
      out.putShort((short) streamId);
    }
    return new Parameter(Parameter.OUTGOING_SSN_RESET_REQUEST, out.array());
  }
}
