package io.p2pcopy.transfer;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of the content, computed beside its way on a thread of its own. */
final class ContentHash {

  private final MessageDigest digest = sha256();
  private final ChunkWorker worker;

  ContentHash(Workers workers) {
    worker = ChunkWorker.start(workers, "hash", digest::update);
  }

  /** Adds a piece, which must not be changed any more. Waits while the hash lags behind. */
  void put(byte[] chunk) throws InterruptedException {
    try {
      worker.put(chunk);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for all pieces and returns the hash as 64 lower-case hexadecimal digits. */
  String finish() throws InterruptedException {
    try {
      worker.finish();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
