package io.p2pcopy.signal;

import io.p2pcopy.limit.PeerLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * An offer or answer: the parameters that each side needs from the other to connect (RFC 8829, RFC
 * 8841), independent of SDP syntax. Immutable.
 *
 * @param type offer or answer
 * @param credentials of this side's ICE agent
 * @param fingerprint of this side's DTLS certificate
 * @param setup this side's DTLS role
 * @param maxMessageSize the largest message in bytes that this side accepts (RFC 8841, section 6),
 *     at most {@link #LARGEST_MAX_MESSAGE_SIZE}; 0 means any size
 * @param candidates in descending order of preference; those after the first {@link
 *     #MAX_CANDIDATES} are dropped
 * @param answeredOffer the {@link #identifier} of the answered offer; empty in offers, in answers
 *     from SDP, and in answers of older versions
 * @param natBehavior of this side's NAT, where the peer {@linkplain NatBehavior#isTold is told};
 *     otherwise {@link NatBehavior#UNKNOWN}
 */
public record SessionDescription(
    Type type,
    IceCredentials credentials,
    Fingerprint fingerprint,
    DtlsSetup setup,
    long maxMessageSize,
    List<Candidate> candidates,
    OptionalInt answeredOffer,
    NatBehavior natBehavior) {

  /** Which half of the exchange a description is. */
  public enum Type {
    /** The offer, or invite. */
    OFFER,
    /** The answer, or reply. */
    ANSWER
  }

  /** The largest message in bytes that this implementation accepts, and the default in a blob. */
  public static final long OWN_MAX_MESSAGE_SIZE = PeerLimits.Sctp.MESSAGE_BYTES;

  /** The largest {@code maxMessageSize} that a blob can encode, in bytes. */
  public static final long LARGEST_MAX_MESSAGE_SIZE = 0xFFFF_FFFFL;

  /**
   * The length of the longest answer. It names more addresses than an offer: a network that both
   * sides are in may be among the last of them, and is found only if one side names it.
   */
  private static final int LONGEST_ANSWER_CHARACTERS = 512;

  /** The largest number of candidates in a description. */
  public static final int MAX_CANDIDATES = PeerLimits.Signal.CANDIDATES;

  private static final int IDENTIFIER_BITS = 16;

  /**
   * Checks the ranges and copies the candidates.
   *
   * @param type offer or answer
   * @param credentials of this side's ICE agent
   * @param fingerprint of this side's DTLS certificate
   * @param answeredOffer the {@link #identifier} of the offer that this answers; empty in offers,
   *     in answers read from SDP, and in those of programs that do not name it
   * @param candidates in descending order of preference; those after the first {@link
   *     #MAX_CANDIDATES} are dropped
   * @param setup this side's part in the DTLS handshake
   * @param maxMessageSize the largest message in bytes that this side takes (RFC 8841, section 6),
   *     at most {@link #LARGEST_MAX_MESSAGE_SIZE}; 0 is any
   * @param natBehavior of this side's NAT; one that the peer need not know is replaced by {@link
   *     NatBehavior#UNKNOWN}
   */
  public SessionDescription {
    natBehavior = natBehavior.isTold() ? natBehavior : NatBehavior.UNKNOWN;
    candidates = List.copyOf(candidates.subList(0, Math.min(candidates.size(), MAX_CANDIDATES)));
    if (type == Type.ANSWER && setup == DtlsSetup.ACTPASS) {
      throw new IllegalArgumentException("an answer must choose a DTLS role");
    }
    if (maxMessageSize < 0 || maxMessageSize > LARGEST_MAX_MESSAGE_SIZE) {
      throw new IllegalArgumentException("max-message-size out of range: " + maxMessageSize);
    }
    if (answeredOffer.isPresent() && type == Type.OFFER) {
      throw new IllegalArgumentException("an offer answers nothing");
    }
    if (answeredOffer.orElse(0) >> IDENTIFIER_BITS != 0) {
      throw new IllegalArgumentException("not an identifier: " + answeredOffer.getAsInt());
    }
  }

  /**
   * Creates a description without the identifier of an answered offer and the behavior of a NAT.
   *
   * @param type offer or answer
   * @param credentials the user name fragment and password of ICE
   * @param fingerprint of the DTLS certificate
   * @param setup the DTLS role
   * @param maxMessageSize the largest message that this side receives, in bytes
   * @param candidates the addresses of this side
   */
  public SessionDescription(
      Type type,
      IceCredentials credentials,
      Fingerprint fingerprint,
      DtlsSetup setup,
      long maxMessageSize,
      List<Candidate> candidates) {
    this(
        type,
        credentials,
        fingerprint,
        setup,
        maxMessageSize,
        candidates,
        OptionalInt.empty(),
        NatBehavior.UNKNOWN);
  }

  /**
   * {@return a 16-bit identifier of the connection that this description belongs to} It depends
   * only on the credentials and the fingerprint, so it does not change with the candidates.
   */
  public int identifier() {
    return identifier(credentials, fingerprint);
  }

  /**
   * {@return this answer with the identifier of the answered offer}
   *
   * @param offer the offer
   * @throws IllegalStateException if this is not an answer
   */
  public SessionDescription answering(SessionDescription offer) {
    if (type != Type.ANSWER) {
      throw new IllegalStateException("an offer answers nothing");
    }
    return withAnsweredOffer(OptionalInt.of(offer.identifier()));
  }

  /**
   * {@return whether this may be the answer to {@code offer}: true if it names this offer or none}
   * An answer to another offer goes undetected with a probability of 1 in 65,536.
   *
   * @param offer the offer
   */
  public boolean answersOffer(SessionDescription offer) {
    return answersOffer(offer.credentials(), offer.fingerprint());
  }

  /**
   * Like {@link #answersOffer(SessionDescription)}, for the credentials and fingerprint of the
   * offer.
   *
   * @param offerer the credentials of the offer
   * @param offered the fingerprint of the offer
   * @return whether this is an answer to that offer
   */
  public boolean answersOffer(IceCredentials offerer, Fingerprint offered) {
    return type == Type.ANSWER
        && (answeredOffer.isEmpty() || answeredOffer.getAsInt() == identifier(offerer, offered));
  }

  /**
   * {@return this description with other candidates; the {@link #identifier} is unchanged}
   *
   * @param others the candidates of the copy
   */
  public SessionDescription withCandidates(List<Candidate> others) {
    return new SessionDescription(
        type, credentials, fingerprint, setup, maxMessageSize, others, answeredOffer, natBehavior);
  }

  /**
   * {@return this description with the behavior of this side's NAT}
   *
   * @param behavior of the NAT; one that the peer need not know is left out
   */
  public SessionDescription withNatBehavior(NatBehavior behavior) {
    return new SessionDescription(
        type, credentials, fingerprint, setup, maxMessageSize, candidates, answeredOffer, behavior);
  }

  /**
   * {@return this description without the least preferred host candidates if its blob would exceed
   * {@link BlobCodec#LONG_CHARACTERS}, in an answer {@value #LONGEST_ANSWER_CHARACTERS} characters}
   * The first candidate and all server-reflexive and relayed candidates are kept.
   */
  public SessionDescription shortened() {
    SessionDescription shortened = this;
    int longest = type == Type.OFFER ? BlobCodec.LONG_CHARACTERS : LONGEST_ANSWER_CHARACTERS;
    while (shortened.candidates.size() > 1 && BlobCodec.encode(shortened).length() > longest) {
      List<Candidate> fewer = new ArrayList<>(shortened.candidates);
      int last = fewer.size() - 1;
      while (last > 0 && fewer.get(last).type() != Candidate.Type.HOST) {
        last--;
      }
      if (last <= 0) {
        break;
      }
      fewer.remove(last);
      shortened = shortened.withCandidates(fewer);
    }
    return shortened;
  }

  /** Returns this description without the extensions that older versions skip. */
  SessionDescription withoutOptionalExtensions() {
    return withAnsweredOffer(OptionalInt.empty()).withNatBehavior(NatBehavior.UNKNOWN);
  }

  private static int identifier(IceCredentials credentials, Fingerprint fingerprint) {
    byte[] text =
        (credentials.ufrag() + credentials.password()).getBytes(StandardCharsets.US_ASCII);
    BlobOutput out = new BlobOutput();
    out.bytes(text);
    out.bytes(fingerprint.toBytes());
    return Crc24.of(out.toByteArray(), text.length + Fingerprint.LENGTH) >> (24 - IDENTIFIER_BITS);
  }

  private SessionDescription withAnsweredOffer(OptionalInt answered) {
    return new SessionDescription(
        type, credentials, fingerprint, setup, maxMessageSize, candidates, answered, natBehavior);
  }

  /** Hashes the fingerprint only: each connection has its own certificate. */
  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
