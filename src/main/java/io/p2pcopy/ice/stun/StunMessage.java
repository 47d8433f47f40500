package io.p2pcopy.ice.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A STUN message that was received (RFC 8489), with the attributes that ICE uses (RFC 8445). */
public final class StunMessage {
  private static final int NONE = -1;

  private final byte[] bytes;
  private final int type;
  private final TransactionId id;
  private @Nullable String username;
  private @Nullable IceRole role;
  private @Nullable InetSocketAddress mapped;
  private @Nullable InetSocketAddress other;
  private long tieBreaker;
  private int priority;
  private int errorCode;
  private boolean useCandidate;
  private int integrityAt = NONE;

  private StunMessage(byte[] bytes) {
    this.bytes = bytes;
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    this.type = buffer.getShort(0);
    this.id = TransactionId.read(buffer, 8);
  }

  /** Reads a message, or returns {@code null} if it is not a well-formed one. */
  public static @Nullable StunMessage parse(byte[] bytes) {
    if (bytes.length < StunFormat.HEADER_LENGTH) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int length = Short.toUnsignedInt(buffer.getShort(2));
    if (buffer.getInt(4) != StunFormat.MAGIC_COOKIE
        || length != bytes.length - StunFormat.HEADER_LENGTH
        || length % 4 != 0) {
      return null;
    }
    StunMessage message = new StunMessage(bytes);
    return message.readAttributes(buffer) ? message : null;
  }

  private boolean readAttributes(ByteBuffer buffer) {
    int at = StunFormat.HEADER_LENGTH;
    while (at + 4 <= bytes.length) {
      int attribute = Short.toUnsignedInt(buffer.getShort(at));
      int length = Short.toUnsignedInt(buffer.getShort(at + 2));
      int value = at + 4;
      if (value + StunFormat.padded(length) > bytes.length) {
        return false;
      }
      // RFC 8489, 14.5: "all other attributes, except FINGERPRINT, following MESSAGE-INTEGRITY MUST
      // be ignored"
      boolean read = integrityAt == NONE || attribute == StunFormat.FINGERPRINT;
      if (read && !readAttribute(attribute, buffer, value, length)) {
        return false;
      }
      at = value + StunFormat.padded(length);
    }
    return at == bytes.length;
  }

  private boolean readAttribute(int attribute, ByteBuffer buffer, int at, int length) {
    switch (attribute) {
      case StunFormat.USERNAME -> username = new String(bytes, at, length, StandardCharsets.UTF_8);
      case StunFormat.USE_CANDIDATE -> useCandidate = true;
      case StunFormat.PRIORITY -> {
        if (length != 4) {
          return false;
        }
        priority = buffer.getInt(at);
      }
      case StunFormat.ICE_CONTROLLED, StunFormat.ICE_CONTROLLING -> {
        if (length != 8) {
          return false;
        }
        role = attribute == StunFormat.ICE_CONTROLLING ? IceRole.CONTROLLING : IceRole.CONTROLLED;
        tieBreaker = buffer.getLong(at);
      }
      case StunFormat.ERROR_CODE -> {
        if (length < 4) {
          return false;
        }
        errorCode = (bytes[at + 2] & 7) * 100 + (bytes[at + 3] & 0xff);
      }
      case StunFormat.XOR_MAPPED_ADDRESS -> {
        mapped = readAddress(buffer, at, length, true);
        return mapped != null;
      }
      // Optional, so a malformed one does no harm.
      case StunFormat.OTHER_ADDRESS -> other = readAddress(buffer, at, length, false);
      case StunFormat.MESSAGE_INTEGRITY -> {
        integrityAt = at - 4;
        return length == StunFormat.INTEGRITY_LENGTH;
      }
      case StunFormat.FINGERPRINT -> {
        return length == 4
            && at + 4 == bytes.length
            && buffer.getInt(at) == StunFormat.fingerprint(bytes, at - 4);
      }
      default -> {
        // Attributes that neither ICE nor the way of this message depends on.
      }
    }
    return true;
  }

  private @Nullable InetSocketAddress readAddress(
      ByteBuffer buffer, int at, int length, boolean xor) {
    if (length != 8 && length != 20) {
      return null;
    }
    int port = Short.toUnsignedInt(buffer.getShort(at + 2));
    byte[] address = Arrays.copyOfRange(bytes, at + 4, at + length);
    if (xor) {
      port ^= StunFormat.MAGIC_COOKIE >>> 16;
      address = StunWriter.xor(address, id);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Returns whether the message carries the integrity that this password gives. */
  public boolean isSignedWith(String password) {
    if (integrityAt == NONE) {
      return false;
    }
    byte[] signed = Arrays.copyOf(bytes, integrityAt);
    // RFC 8489, 14.5: the length "MUST be set to the length of the message up to, and including,
    // the
    // MESSAGE-INTEGRITY attribute itself"
    int length = integrityAt + 4 + StunFormat.INTEGRITY_LENGTH - StunFormat.HEADER_LENGTH;
    ByteBuffer.wrap(signed).putShort(2, (short) length);
    byte[] expected = StunFormat.integrity(signed, signed.length, password);
    int value = integrityAt + 4;
    return MessageDigest.isEqual(
        expected, Arrays.copyOfRange(bytes, value, value + StunFormat.INTEGRITY_LENGTH));
  }

  public boolean isBindingRequest() {
    return type == StunFormat.BINDING_REQUEST;
  }

  public boolean isBindingSuccess() {
    return type == StunFormat.BINDING_SUCCESS;
  }

  public boolean isBindingError() {
    return type == StunFormat.BINDING_ERROR;
  }

  public TransactionId id() {
    return id;
  }

  byte[] bytes() {
    return bytes;
  }

  public @Nullable String username() {
    return username;
  }

  /** Returns the role that the sender says it has. */
  public @Nullable IceRole role() {
    return role;
  }

  public long tieBreaker() {
    return tieBreaker;
  }

  int priority() {
    return priority;
  }

  public int errorCode() {
    return errorCode;
  }

  public boolean useCandidate() {
    return useCandidate;
  }

  public @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  /** Returns the address from which a server answers if asked to use another (RFC 5780). */
  public @Nullable InetSocketAddress other() {
    return other;
  }
}
