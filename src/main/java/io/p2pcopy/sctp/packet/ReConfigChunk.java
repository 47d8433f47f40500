package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Carries stream reset requests and responses (RFC 6525, section 3.1).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Type = 130   |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * \                 Re-configuration Parameter                    \
 * +---------------------------------------------------------------+
 * \           Re-configuration Parameter (optional)               \
 * +---------------------------------------------------------------+
 * </pre>
 */
public record ReConfigChunk(List<Parameter> parameters) implements Chunk {

  public ReConfigChunk {
    parameters = List.copyOf(parameters);
  }

  static ReConfigChunk read(ByteBuffer body) throws MalformedPacketException {
    return new ReConfigChunk(Parameter.readAll(body));
  }

  @Override
  public int length() {
    return HEADER + Parameter.lengthOf(parameters);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.RE_CONFIG, 0, length());
    Parameter.writeAll(parameters, out);
  }

  @Override
  public void accept(ChunkVisitor visitor) throws MalformedPacketException {
    visitor.onReConfig(this);
  }
}
