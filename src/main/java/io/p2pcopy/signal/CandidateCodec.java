package io.p2pcopy.signal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the candidates of a blob: for each a tag, then the address and the port unless they
 * repeat an earlier one.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +---+---+-+-----+   T  0 host, 1 server-reflexive, 2 relayed; 3 is no candidate but an extension
 * | T | A |P|  0  |   A  0 IPv4, 1 IPv6, 2 mDNS name, 3 the same as in the candidate before
 * +---+---+-+-----+   P  the port is left out: it is that of the first candidate
 * </pre>
 */
final class CandidateCodec {

  /** Tags from this value on start an extension. */
  static final int FIRST_EXTENSION_TAG = 0xc0;

  private static final int TYPE_SHIFT = 6;
  private static final int FORM_SHIFT = 4;
  private static final int FORM_MASK = 0b11;
  private static final int SAME_PORT = 0b1000;

  /** Zero in version 1; in version 2 a {@link CompactHost#code}. */
  private static final int CODE = 0b0111;

  static final int IPV4 = 0;
  static final int IPV6 = 1;
  private static final int MDNS = 2;
  private static final int SAME_ADDRESS = 3;

  /** The values of the tag's type bits, by their index. */
  private static final List<Candidate.Type> TYPES =
      List.of(Candidate.Type.HOST, Candidate.Type.SERVER_REFLEXIVE, Candidate.Type.RELAYED);

  private CandidateCodec() {}

  /**
   * @param compact whether to use the form of version 2
   */
  static void write(List<Candidate> candidates, boolean compact, BlobOutput out) {
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      boolean sameAddress = i > 0 && hostOf(candidate).equals(hostOf(candidates.get(i - 1)));
      boolean samePort = i > 0 && candidate.port() == candidates.get(0).port();
      int type = TYPES.indexOf(candidate.type()) << TYPE_SHIFT;
      int form = formOf(candidate);
      byte[] host = bytesOf(candidate);
      int code =
          compact && !sameAddress
              ? CompactHost.code(form, host, lastOf(form, candidates.subList(0, i)))
              : 0;
      int shown = sameAddress ? SAME_ADDRESS : form;
      out.oneByte(type | shown << FORM_SHIFT | (samePort ? SAME_PORT : 0) | code);
      if (!sameAddress) {
        out.bytes(compact ? CompactHost.shortened(form, code, host) : host);
      }
      if (!samePort) {
        out.twoBytes(candidate.port());
      }
    }
  }

  /**
   * Reads candidates up to the first extension or the end.
   *
   * @throws IllegalArgumentException if an address or port is not valid in a candidate
   */
  static List<Candidate> read(boolean compact, BlobInput in) throws BlobException {
    List<Candidate> candidates = new ArrayList<>();
    int start = in.position();
    while (!in.atEnd() && in.peek() < FIRST_EXTENSION_TAG) {
      if (candidates.size() == SessionDescription.MAX_CANDIDATES) {
        throw BlobFaults.damaged();
      }
      candidates.add(readOne(candidates, compact, in));
    }
    BlobOutput canonical = new BlobOutput();
    write(candidates, compact, canonical);
    if (!Arrays.equals(canonical.toByteArray(), in.bytesSince(start))) {
      throw BlobFaults.damaged();
    }
    return candidates;
  }

  private static Candidate readOne(List<Candidate> before, boolean compact, BlobInput in)
      throws BlobException {
    int tag = in.oneByte();
    boolean repeats = (tag & SAME_PORT) != 0 || formOf(tag) == SAME_ADDRESS;
    if ((!compact && (tag & CODE) != 0) || (repeats && before.isEmpty())) {
      throw BlobFaults.damaged();
    }
    Candidate.Type type = TYPES.get(tag >> TYPE_SHIFT);
    Object host = readHost(formOf(tag), tag & CODE, before, in);
    int port = (tag & SAME_PORT) != 0 ? before.get(0).port() : in.twoBytes();
    if (host instanceof InetAddress address) {
      return new Candidate.Address(type, address, port);
    }
    if (type != Candidate.Type.HOST) {
      throw BlobFaults.damaged();
    }
    return new Candidate.Mdns((UUID) host, port);
  }

  private static Object readHost(int form, int code, List<Candidate> before, BlobInput in)
      throws BlobException {
    if (form == SAME_ADDRESS) {
      return hostOf(before.get(before.size() - 1));
    }
    byte[] host = CompactHost.read(form, code, lastOf(form, before), in);
    if (form == MDNS) {
      ByteBuffer name = ByteBuffer.wrap(host);
      return new UUID(name.getLong(), name.getLong());
    }
    return Addresses.of(host);
  }

  /** Returns the host of the last candidate of this form, or {@code null}. */
  private static byte @Nullable [] lastOf(int form, List<Candidate> candidates) {
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (formOf(candidates.get(i)) == form) {
        return bytesOf(candidates.get(i));
      }
    }
    return null;
  }

  /** Returns the {@link InetAddress} or the {@link UUID}. */
  private static Object hostOf(Candidate candidate) {
    return candidate instanceof Candidate.Address literal
        ? literal.address()
        : ((Candidate.Mdns) candidate).name();
  }

  private static byte[] bytesOf(Candidate candidate) {
    if (candidate instanceof Candidate.Address literal) {
      return literal.address().getAddress();
    }
    UUID name = ((Candidate.Mdns) candidate).name();
    return ByteBuffer.allocate(16)
        .putLong(name.getMostSignificantBits())
        .putLong(name.getLeastSignificantBits())
        .array();
  }

  private static int formOf(Candidate candidate) {
    if (candidate instanceof Candidate.Address literal) {
      return literal.address().getAddress().length == 4 ? IPV4 : IPV6;
    }
    return MDNS;
  }

  private static int formOf(int tag) {
    return (tag >> FORM_SHIFT) & FORM_MASK;
  }
}
