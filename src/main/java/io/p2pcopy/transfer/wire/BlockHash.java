package io.p2pcopy.transfer.wire;

import io.p2pcopy.crypto.Cryptography;
import java.security.DigestException;
import java.security.MessageDigest;

/** The SHA-256 of blocks. */
public final class BlockHash {

  /** The bytes of a hash. */
  public static final int LENGTH = 32;

  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(Cryptography::sha256);

  private BlockHash() {}

  /** Returns the hash of a block. */
  public static byte[] of(byte[] content, int offset, int length) {
    byte[] hash = new byte[LENGTH];
    write(content, offset, length, hash, 0);
    return hash;
  }

  /** Writes the hash of a block to {@code out} at {@code position}. */
  public static void write(byte[] content, int offset, int length, byte[] out, int position) {
    MessageDigest digest = digest();
    digest.update(content, offset, length);
    try {
      digest.digest(out, position, LENGTH);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a hash", e);
    }
  }

  /** Returns this thread's digest, for what is hashed at once. */
  static MessageDigest digest() {
    return DIGEST.get();
  }

  /** Returns a digest for whoever has little, in pieces. */
  public static MessageDigest sha256() {
    return Cryptography.platformSha256();
  }
}
