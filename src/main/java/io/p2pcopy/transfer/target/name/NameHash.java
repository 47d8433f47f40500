package io.p2pcopy.transfer.target.name;

import io.p2pcopy.transfer.wire.BlockHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;

/** Hashes names to 64 bits, with a key that no peer knows, so that none can find collisions. */
public final class NameHash {

  private final byte[] key;
  private final MessageDigest digest = BlockHash.sha256();

  NameHash(byte[] key) {
    this.key = key.clone();
  }

  public static NameHash random() {
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    return new NameHash(key);
  }

  public long of(String name) {
    digest.update(key);
    return ByteBuffer.wrap(digest.digest(utf16(name))).getLong();
  }

  /** Returns a hash that is the same in each run of the program. */
  public static long unkeyed(String name) {
    return ByteBuffer.wrap(BlockHash.sha256().digest(utf16(name))).getLong();
  }

  /** Unlike UTF-8, it tells unpaired surrogates apart. */
  private static byte[] utf16(String name) {
    ByteBuffer units = ByteBuffer.allocate(2 * name.length());
    for (int i = 0; i < name.length(); i++) {
      units.putChar(name.charAt(i));
    }
    return units.array();
  }
}
