package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A parameter of an INIT, INIT ACK or RE-CONFIG chunk (RFC 9260, section 3.2.1).
 *
 * <pre>
 * +-------------------------------+-------------------------------+
 * |        Parameter Type         |       Parameter Length        |
 * +-------------------------------+-------------------------------+
 * \                        Parameter Value                        \
 * +---------------------------------------------------------------+
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record Parameter(int type, byte[] value) {

  public static final int IPV4_ADDRESS = 5;
  public static final int IPV6_ADDRESS = 6;
  public static final int STATE_COOKIE = 7;
  public static final int UNRECOGNIZED_PARAMETER = 8;
  public static final int COOKIE_PRESERVATIVE = 9;
  public static final int SUPPORTED_ADDRESS_TYPES = 12;
  public static final int OUTGOING_SSN_RESET_REQUEST = 13;
  public static final int INCOMING_SSN_RESET_REQUEST = 14;
  public static final int SSN_TSN_RESET_REQUEST = 15;
  public static final int RE_CONFIGURATION_RESPONSE = 16;
  public static final int ADD_OUTGOING_STREAMS_REQUEST = 17;
  public static final int ADD_INCOMING_STREAMS_REQUEST = 18;
  public static final int SUPPORTED_EXTENSIONS = 0x8008;
  public static final int FORWARD_TSN_SUPPORTED = 0xC000;

  static final int HEADER = 4;

  /** Whether to process the parameters after an unknown one. */
  public boolean skipsUnknown() {
    return (type & 0x8000) != 0;
  }

  /** Whether to report an unknown parameter to its sender. */
  public boolean reportsUnknown() {
    return (type & 0x4000) != 0;
  }

  /** Returns the parameter including its header, for an error cause. */
  public byte[] toBytes() {
    var out = ByteBuffer.allocate(HEADER + value.length);
    Wire.putHeader16(out, type, HEADER + value.length);
    return out.put(value).array();
  }

  static List<Parameter> readAll(ByteBuffer in) throws MalformedPacketException {
    var parameters = new ArrayList<Parameter>();
    while (in.remaining() >= HEADER) {
      int type = Wire.unsignedShort(in);
      byte[] value = Wire.getValue(in, "parameter");
      parameters.add(new Parameter(type, value));
    }
    return parameters;
  }

  /** Returns the total length, including padding except after the last parameter. */
  static int lengthOf(List<Parameter> parameters) {
    int length = 0;
    for (Parameter parameter : parameters) {
      length = Chunk.padded(length) + HEADER + parameter.value.length;
    }
    return length;
  }

  static void writeAll(List<Parameter> parameters, ByteBuffer out) {
    for (Parameter parameter : parameters) {
      Wire.putHeader16(out, parameter.type, HEADER + parameter.value.length);
      out.put(parameter.value);
      Wire.putPadding(out, parameter.value.length);
    }
  }
}
