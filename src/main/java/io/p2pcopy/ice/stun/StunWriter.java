package io.p2pcopy.ice.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one STUN message, attribute by attribute (RFC 8489, section 5). */
public final class StunWriter {
  private static final int CAPACITY = 1024;

  private final byte[] bytes = new byte[CAPACITY];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private final TransactionId id;

  public StunWriter(int type, TransactionId id) {
    this.id = id;
    buffer.putShort((short) type).putShort((short) 0).putInt(StunFormat.MAGIC_COOKIE);
    id.write(buffer);
  }

  public StunWriter username(String username) {
    byte[] value = username.getBytes(StandardCharsets.UTF_8);
    attribute(StunFormat.USERNAME, value.length).put(value);
    return pad();
  }

  public StunWriter priority(int priority) {
    attribute(StunFormat.PRIORITY, 4).putInt(priority);
    return this;
  }

  public StunWriter role(IceRole role, long tieBreaker) {
    int type = role == IceRole.CONTROLLING ? StunFormat.ICE_CONTROLLING : StunFormat.ICE_CONTROLLED;
    attribute(type, 8).putLong(tieBreaker);
    return this;
  }

  public StunWriter useCandidate() {
    attribute(StunFormat.USE_CANDIDATE, 0);
    return this;
  }

  public StunWriter errorCode(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    attribute(StunFormat.ERROR_CODE, 4 + text.length)
        .putShort((short) 0)
        .put((byte) (code / 100))
        .put((byte) (code % 100))
        .put(text);
    return pad();
  }

  /** RFC 8489, section 14.2: the address, XORed with the magic cookie and the transaction ID. */
  public StunWriter xorMappedAddress(InetSocketAddress mapped) {
    byte[] address = mapped.getAddress().getAddress();
    int family = address.length == 4 ? StunFormat.FAMILY_IPV4 : StunFormat.FAMILY_IPV6;
    attribute(StunFormat.XOR_MAPPED_ADDRESS, 4 + address.length)
        .putShort((short) family)
        .putShort((short) (mapped.getPort() ^ (StunFormat.MAGIC_COOKIE >>> 16)))
        .put(xor(address, id));
    return this;
  }

  /** Signs what has been written so far and ends the message with a fingerprint. */
  public byte[] signed(String password) {
    setLength(StunFormat.INTEGRITY_LENGTH);
    byte[] integrity = StunFormat.integrity(bytes, buffer.position(), password);
    attribute(StunFormat.MESSAGE_INTEGRITY, integrity.length).put(integrity);
    return unsigned();
  }

  /** Ends the message with a fingerprint. */
  public byte[] unsigned() {
    setLength(4);
    int fingerprint = StunFormat.fingerprint(bytes, buffer.position());
    attribute(StunFormat.FINGERPRINT, 4).putInt(fingerprint);
    return Arrays.copyOf(bytes, buffer.position());
  }

  static byte[] xor(byte[] address, TransactionId id) {
    ByteBuffer mask = ByteBuffer.allocate(16).putInt(StunFormat.MAGIC_COOKIE);
    id.write(mask);
    byte[] result = new byte[address.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (address[i] ^ mask.get(i));
    }
    return result;
  }

  private ByteBuffer attribute(int type, int length) {
    return buffer.putShort((short) type).putShort((short) length);
  }

  private StunWriter pad() {
    buffer.position(StunFormat.padded(buffer.position()));
    return this;
  }

  /** Counts one more attribute with a value of {@code more} bytes, as its checksum asks for. */
  private void setLength(int more) {
    int length = buffer.position() - StunFormat.HEADER_LENGTH + 4 + more;
    buffer.putShort(2, (short) length);
  }
}
