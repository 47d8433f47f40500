package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A cause in an ERROR or ABORT chunk (RFC 9260, section 3.3.10).
 *
 * <pre>
 * +-------------------------------+-------------------------------+
 * |          Cause Code           |         Cause Length          |
 * +-------------------------------+-------------------------------+
 * \                    Cause-Specific Information                 \
 * +---------------------------------------------------------------+
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record ErrorCause(int code, byte[] information) {

  public static final int INVALID_STREAM_IDENTIFIER = 1;
  public static final int MISSING_MANDATORY_PARAMETER = 2;
  public static final int STALE_COOKIE = 3;
  public static final int OUT_OF_RESOURCE = 4;
  public static final int UNRECOGNIZED_CHUNK_TYPE = 6;
  public static final int INVALID_MANDATORY_PARAMETER = 7;
  public static final int UNRECOGNIZED_PARAMETERS = 8;
  public static final int NO_USER_DATA = 9;
  public static final int USER_INITIATED_ABORT = 12;
  public static final int PROTOCOL_VIOLATION = 13;

  private static final int HEADER = 4;

  /** How many bytes of an unknown chunk or parameter to send back. */
  private static final int LONGEST_ECHO = 256;

  public static ErrorCause invalidStream(int streamId) {
    return new ErrorCause(INVALID_STREAM_IDENTIFIER, shorts(streamId, 0));
  }

  public static ErrorCause missingStateCookie() {
    var information = ByteBuffer.allocate(6).putInt(1).putShort((short) Parameter.STATE_COOKIE);
    return new ErrorCause(MISSING_MANDATORY_PARAMETER, information.array());
  }

  /**
   * @param staleness in microseconds
   */
  public static ErrorCause staleCookie(long staleness) {
    int information = (int) Math.min(staleness, 0xFFFF_FFFFL);
    return new ErrorCause(STALE_COOKIE, ByteBuffer.allocate(4).putInt(information).array());
  }

  /**
   * @param chunk the unknown chunk including its header
   */
  public static ErrorCause unrecognizedChunk(byte[] chunk) {
    return new ErrorCause(UNRECOGNIZED_CHUNK_TYPE, shortened(chunk));
  }

  /**
   * @param parameters the unknown parameters including their headers
   */
  public static ErrorCause unrecognizedParameters(byte[] parameters) {
    return new ErrorCause(UNRECOGNIZED_PARAMETERS, shortened(parameters));
  }

  public static ErrorCause noUserData(int tsn) {
    return new ErrorCause(NO_USER_DATA, ByteBuffer.allocate(4).putInt(tsn).array());
  }

  public static ErrorCause userInitiatedAbort(String reason) {
    return new ErrorCause(USER_INITIATED_ABORT, shortened(reason.getBytes(StandardCharsets.UTF_8)));
  }

  public static ErrorCause protocolViolation(String detail) {
    return new ErrorCause(PROTOCOL_VIOLATION, shortened(detail.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns a description for logs. May contain unescaped text from the peer. */
  public String describe() {
    return switch (code) {
      case INVALID_STREAM_IDENTIFIER -> "invalid stream identifier";
      case MISSING_MANDATORY_PARAMETER -> "missing mandatory parameter";
      case STALE_COOKIE -> "stale cookie";
      case OUT_OF_RESOURCE -> "out of resource";
      case UNRECOGNIZED_CHUNK_TYPE -> "unrecognized chunk type";
      case INVALID_MANDATORY_PARAMETER -> "invalid mandatory parameter";
      case UNRECOGNIZED_PARAMETERS -> "unrecognized parameters";
      case NO_USER_DATA -> "no user data";
      case USER_INITIATED_ABORT -> "user-initiated abort" + text();
      case PROTOCOL_VIOLATION -> "protocol violation" + text();
      default -> "cause " + code;
    };
  }

  static List<ErrorCause> readAll(ByteBuffer in) throws MalformedPacketException {
    var causes = new ArrayList<ErrorCause>();
    while (in.remaining() >= HEADER) {
      int code = Wire.unsignedShort(in);
      byte[] information = Wire.getValue(in, "error cause");
      causes.add(new ErrorCause(code, information));
    }
    return causes;
  }

  static int lengthOf(List<ErrorCause> causes) {
    int length = 0;
    for (ErrorCause cause : causes) {
      length = Chunk.padded(length) + HEADER + cause.information.length;
    }
    return length;
  }

  static void writeAll(List<ErrorCause> causes, ByteBuffer out) {
    for (ErrorCause cause : causes) {
      Wire.putHeader16(out, cause.code, HEADER + cause.information.length);
      out.put(cause.information);
      Wire.putPadding(out, cause.information.length);
    }
  }

  private String text() {
    return information.length == 0 ? "" : ": " + new String(information, StandardCharsets.UTF_8);
  }

  private static byte[] shortened(byte[] bytes) {
    return bytes.length <= LONGEST_ECHO ? bytes : java.util.Arrays.copyOf(bytes, LONGEST_ECHO);
  }

  private static byte[] shorts(int first, int second) {
    return ByteBuffer.allocate(4).putShort((short) first).putShort((short) second).array();
  }
}
