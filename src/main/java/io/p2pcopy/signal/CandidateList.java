package io.p2pcopy.signal;

import java.util.List;

/** Encodes candidates without the rest of a description, in the form of a blob of version 2. */
public final class CandidateList {

  private CandidateList() {}

  /**
   * {@return the encoded candidates}
   *
   * @param candidates at most {@value SessionDescription#MAX_CANDIDATES}
   */
  public static byte[] encode(List<Candidate> candidates) {
    BlobOutput out = new BlobOutput();
    CandidateCodec.write(candidates, true, out);
    return out.toByteArray();
  }

  /**
   * {@return the candidates}
   *
   * @param encoded from the peer
   * @param offset where in {@code encoded} they begin; they end at its end
   * @throws BlobException if the bytes are not what {@link #encode} makes of unicast addresses
   */
  public static List<Candidate> decode(byte[] encoded, int offset) throws BlobException {
    BlobInput in = new BlobInput(encoded, offset, encoded.length);
    try {
      List<Candidate> candidates = CandidateCodec.read(true, in);
      if (!in.atEnd()) {
        throw BlobFaults.damaged();
      }
      return candidates;
    } catch (IllegalArgumentException e) {
      throw BlobFaults.damaged();
    }
  }
}
