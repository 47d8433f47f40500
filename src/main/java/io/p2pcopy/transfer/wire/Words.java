package io.p2pcopy.transfer.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The verification words: commitments to nonces, and what is made of everything that both sides
 * know in the end.
 */
public final class Words {

  /** The bytes of a nonce. */
  public static final int NONCE_LENGTH = 32;

  /** How many words there are. */
  public static final int COUNT = 4;

  /** How many words the list has from which they are taken. */
  public static final int LIST_LENGTH = 7776;

  private Words() {}

  /** Returns what {@code hello} says of a nonce, as hexadecimal digits. */
  public static String commitment(boolean offerer, byte[] nonce) {
    MessageDigest digest = BlockHash.sha256();
    digest.update(ascii("p2pcopy commit " + (offerer ? "offerer" : "answerer")));
    return HexFormat.of().formatHex(digest.digest(nonce));
  }

  /**
   * Returns the places of the words in the list, from 0.
   *
   * @param offererFingerprint SHA-256 of the offerer's certificate
   * @param offer the text of the offer's blob
   */
  public static int[] indices(
      byte[] offererFingerprint,
      byte[] answererFingerprint,
      String offer,
      String answer,
      byte[] offererNonce,
      byte[] answererNonce) {
    MessageDigest digest = BlockHash.sha256();
    digest.update(ascii("p2pcopy words"));
    digest.update(offererFingerprint);
    digest.update(answererFingerprint);
    digest.update(BlockHash.sha256().digest(ascii(offer)));
    digest.update(BlockHash.sha256().digest(ascii(answer)));
    digest.update(offererNonce);
    digest.update(answererNonce);
    var hash = ByteBuffer.wrap(digest.digest());
    int[] indices = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      indices[i] = Integer.remainderUnsigned(hash.getInt(), LIST_LENGTH);
    }
    return indices;
  }

  /** Returns eight hexadecimal digits that tell a blob's text from others of the same side. */
  public static String textTag(String text) {
    return HexFormat.of().formatHex(BlockHash.sha256().digest(ascii(text)), 0, 4);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
