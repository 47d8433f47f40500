package io.p2pcopy.signal;

import java.util.List;

/**
 * Encodes and decodes blobs: an offer or answer as one short text, base64url without padding (RFC
 * 4648, section 5). {@code docs/blob-format.md} specifies the layout and has test vectors.
 *
 * <p>The encoding of a description is deterministic. Blobs of version 1 are accepted at any length
 * up to {@link #MAX_CHARACTERS}.
 */
public final class BlobCodec {

  /** The largest length of a blob in characters. */
  public static final int MAX_CHARACTERS = BlobHeader.charactersOf(BlobHeader.MAX_BLOB_LENGTH);

  /**
   * The length in characters above which an offer uses version 2, which older programs cannot read.
   */
  public static final int LONG_CHARACTERS = 150;

  private static final int CHECKSUM_LENGTH = 3;

  private static final int ANSWER = 0b100000;
  private static final int SETUP_SHIFT = 3;
  private static final int SETUP_MASK = 0b11;
  private static final int LITERAL = 0b000100;
  private static final int RESERVED = 0b000011;

  /** The values of the flags' setup bits, by their index. */
  private static final List<DtlsSetup> SETUPS =
      List.of(DtlsSetup.ACTPASS, DtlsSetup.ACTIVE, DtlsSetup.PASSIVE);

  private BlobCodec() {}

  /**
   * {@return the blob in version 1, or in version 2 for an offer that would otherwise exceed {@link
   * #LONG_CHARACTERS}, if version 2 is shorter}
   *
   * @param description the offer or answer
   */
  public static String encode(SessionDescription description) {
    String text = encode(description, BlobHeader.VERSION_1);
    if (description.type() == SessionDescription.Type.ANSWER || text.length() <= LONG_CHARACTERS) {
      return text;
    }
    String compact = encode(description, BlobHeader.VERSION_2);
    return compact.length() < text.length() ? compact : text;
  }

  /**
   * {@return the version 1 encoding of an offer that both sides compare to decide which of two
   * concurrent offers counts as the answer, whatever version was sent} It has no optional
   * extensions: older versions of this program lose those that they do not know.
   *
   * @param offer the offer
   */
  public static String offerForOrder(SessionDescription offer) {
    return encode(offer.withoutOptionalExtensions(), BlobHeader.VERSION_1);
  }

  /**
   * {@return the encoding of an offer from which both sides derive the verification words, in
   * version 1} Older versions of this program encode the offer again without the extensions that
   * they do not know, and browsers use the text as received, so the kind of answerer decides.
   *
   * @param offer the offer
   * @param answer the answer
   */
  public static String offerForWords(SessionDescription offer, SessionDescription answer) {
    return forWords(offer, answer);
  }

  private static String encode(SessionDescription description, int version) {
    BlobOutput out = new BlobOutput();
    writeCredentials(description.credentials(), out);
    out.bytes(description.fingerprint().toBytes());
    CandidateCodec.write(description.candidates(), version == BlobHeader.VERSION_2, out);
    ExtensionCodec.write(description, out);
    return seal(version, flagsOf(description), out.toByteArray());
  }

  /**
   * {@return the encoding of an answer from which both sides derive the verification words} As with
   * {@link #offerForWords}, the kind of offerer decides.
   *
   * @param answer the answer
   * @param offer the offer
   */
  public static String answerForWords(SessionDescription offer, SessionDescription answer) {
    return forWords(answer, offer);
  }

  private static String forWords(SessionDescription encoded, SessionDescription other) {
    boolean encodedAgain = other.credentials() instanceof DerivedCredentials;
    return encode(
        encodedAgain ? encoded.withoutOptionalExtensions() : encoded, BlobHeader.VERSION_1);
  }

  /**
   * Decodes exactly one blob without surrounding text. Use {@link PastedBlob} for text that a
   * person pasted.
   *
   * @param blob the text, without line breaks
   * @return the offer or answer
   * @throws BlobException if {@code blob} is not a valid blob of a supported version
   */
  public static SessionDescription decode(String blob) throws BlobException {
    BlobHeader header = BlobHeader.parse(blob);
    if (header.version() > BlobHeader.VERSION_2) {
      throw BlobFaults.unknownVersion();
    }
    byte[] bytes = unseal(header, blob);
    if ((header.flags() & RESERVED) != 0) {
      throw BlobFaults.unknownVersion();
    }
    BlobInput in = new BlobInput(bytes, BlobHeader.LENGTH, bytes.length - CHECKSUM_LENGTH);
    try {
      return readBody(header, in);
    } catch (IllegalArgumentException e) {
      // A value that the types reject, such as port 0 or a multicast address.
      throw BlobFaults.damaged();
    }
  }

  /** Adds the header and the checksum to a body. */
  static String seal(int version, int flags, byte[] body) {
    byte[] blob = new byte[BlobHeader.LENGTH + body.length + CHECKSUM_LENGTH];
    new BlobHeader(version, flags, blob.length).write(blob);
    System.arraycopy(body, 0, blob, BlobHeader.LENGTH, body.length);
    int end = blob.length - CHECKSUM_LENGTH;
    int checksum = Crc24.of(blob, end);
    blob[end] = (byte) (checksum >> 16);
    blob[end + 1] = (byte) (checksum >> 8);
    blob[end + 2] = (byte) checksum;
    return Base64Url.encode(blob);
  }

  private static byte[] unseal(BlobHeader header, String blob) throws BlobException {
    if (!blob.chars().allMatch(c -> Base64Url.contains((char) c))) {
      throw BlobFaults.damaged();
    }
    if (blob.length() < header.characters()) {
      throw BlobFaults.truncated();
    }
    if (blob.length() > header.characters()) {
      throw BlobFaults.damaged();
    }
    byte[] bytes;
    try {
      bytes = Base64Url.decode(blob);
    } catch (IllegalArgumentException e) {
      throw BlobFaults.damaged();
    }
    int end = bytes.length - CHECKSUM_LENGTH;
    if (end < BlobHeader.LENGTH) {
      throw BlobFaults.damaged();
    }
    int checksum =
        (bytes[end] & 0xff) << 16 | (bytes[end + 1] & 0xff) << 8 | (bytes[end + 2] & 0xff);
    if (checksum != Crc24.of(bytes, end)) {
      throw BlobFaults.damaged();
    }
    return bytes;
  }

  private static SessionDescription readBody(BlobHeader header, BlobInput in) throws BlobException {
    int flags = header.flags();
    int setup = (flags >> SETUP_SHIFT) & SETUP_MASK;
    if (setup >= SETUPS.size()) {
      throw BlobFaults.damaged();
    }
    IceCredentials credentials = readCredentials((flags & LITERAL) != 0, in);
    Fingerprint fingerprint = Fingerprint.of(in.bytes(Fingerprint.LENGTH));
    List<Candidate> candidates = CandidateCodec.read(header.version() == BlobHeader.VERSION_2, in);
    ExtensionCodec.Extensions extensions = ExtensionCodec.read(in);
    return new SessionDescription(
        (flags & ANSWER) != 0 ? SessionDescription.Type.ANSWER : SessionDescription.Type.OFFER,
        credentials,
        fingerprint,
        SETUPS.get(setup),
        extensions.maxMessageSize(),
        candidates,
        extensions.answeredOffer(),
        extensions.natBehavior());
  }

  private static int flagsOf(SessionDescription description) {
    int type = description.type() == SessionDescription.Type.ANSWER ? ANSWER : 0;
    int setup = SETUPS.indexOf(description.setup()) << SETUP_SHIFT;
    int credentials = description.credentials() instanceof LiteralCredentials ? LITERAL : 0;
    return type | setup | credentials;
  }

  private static void writeCredentials(IceCredentials credentials, BlobOutput out) {
    if (credentials instanceof DerivedCredentials derived) {
      out.bytes(derived.secret());
      return;
    }
    out.oneByte(credentials.ufrag().length() - 1);
    out.oneByte(credentials.password().length() - 1);
    out.bytes(IceChars.pack(credentials.ufrag() + credentials.password()));
  }

  private static IceCredentials readCredentials(boolean literal, BlobInput in)
      throws BlobException {
    if (!literal) {
      return DerivedCredentials.of(in.bytes(DerivedCredentials.SECRET_LENGTH));
    }
    int ufragLength = in.oneByte() + 1;
    int passwordLength = in.oneByte() + 1;
    int length = ufragLength + passwordLength;
    String text = IceChars.unpack(in.bytes(IceChars.packedLength(length)), length);
    return new LiteralCredentials(text.substring(0, ufragLength), text.substring(ufragLength));
  }
}
