package io.p2pcopy.signal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What one side tells the other before they can connect: an offer or an answer (RFC 8829, RFC
 * 8841), without SDP's syntax.
 *
 * @param type offer or answer
 * @param credentials of this side's ICE agent
 * @param fingerprint of this side's DTLS certificate
 * @param setup this side's part in the DTLS handshake
 * @param maxMessageSize the largest message in bytes that this side takes (RFC 8841, section 6), at
 *     most {@link #LARGEST_MAX_MESSAGE_SIZE}; 0 is any
 * @param candidates in descending order of preference; those after the first {@link
 *     #MAX_CANDIDATES} are dropped
 * @param answeredOffer the {@link #identifier} of the offer that this answers; empty in offers, in
 *     answers read from SDP, and in those of programs that do not name it
 */
public record SessionDescription(
    Type type,
    IceCredentials credentials,
    Fingerprint fingerprint,
    DtlsSetup setup,
    long maxMessageSize,
    List<Candidate> candidates,
    OptionalInt answeredOffer) {

  /** Which half of the exchange a description is. */
  public enum Type {
    /** The offer, or invite. */
    OFFER,
    /** The answer, or reply. */
    ANSWER
  }

  /** The largest message that our own implementation takes; what a blob stands for by default. */
  public static final long OWN_MAX_MESSAGE_SIZE = 262_144;

  /** The largest {@code maxMessageSize} that can be told. */
  public static final long LARGEST_MAX_MESSAGE_SIZE = 0xFFFF_FFFFL;

  /** How many candidates a description carries at most. */
  public static final int MAX_CANDIDATES = 31;

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
   */
  public SessionDescription {
    candidates = List.copyOf(candidates.subList(0, Math.min(candidates.size(), MAX_CANDIDATES)));
    if (type == Type.ANSWER && setup == DtlsSetup.ACTPASS) {
      throw new IllegalArgumentException("an answer decides who begins the DTLS handshake");
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
   * A description that does not name the offer that it answers.
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
    this(type, credentials, fingerprint, setup, maxMessageSize, candidates, OptionalInt.empty());
  }

  /**
   * {@return 16 bits that tell this description from those of other connections} They depend on its
   * credentials and fingerprint only, so an offer keeps them when it gains candidates.
   */
  public int identifier() {
    return identifier(credentials, fingerprint);
  }

  /**
   * {@return this answer with the name of the offer that it answers}
   *
   * @param offer the offer
   * @throws IllegalStateException if this is no answer
   */
  public SessionDescription answering(SessionDescription offer) {
    if (type != Type.ANSWER) {
      throw new IllegalStateException("an offer answers nothing");
    }
    return withAnsweredOffer(OptionalInt.of(offer.identifier()));
  }

  /**
   * {@return whether this can be the answer to {@code offer}: false if it names another offer, true
   * if it names this one or none} One of 65,536 answers to another offer is not found out.
   *
   * @param offer the offer
   */
  public boolean answersInvite(SessionDescription offer) {
    return answersInvite(offer.credentials(), offer.fingerprint());
  }

  /**
   * The same as {@link #answersInvite(SessionDescription)}, by what tells offers apart.
   *
   * @param offerer the credentials of the offer
   * @param offered the fingerprint of the offer
   * @return whether this is an answer to that offer
   */
  public boolean answersInvite(IceCredentials offerer, Fingerprint offered) {
    return type == Type.ANSWER
        && (answeredOffer.isEmpty() || answeredOffer.getAsInt() == identifier(offerer, offered));
  }

  /**
   * {@return the same with other candidates; {@link #identifier} stays}
   *
   * @param others the candidates of the copy
   */
  public SessionDescription withCandidates(List<Candidate> others) {
    return new SessionDescription(
        type, credentials, fingerprint, setup, maxMessageSize, others, answeredOffer);
  }

  /**
   * {@return this offer without the least preferred host candidates that would make its blob longer
   * than {@link BlobCodec#LONG_CHARACTERS}; the first candidate and those of servers stay} An
   * answer stays as it is.
   */
  public SessionDescription fitting() {
    SessionDescription fitting = this;
    while (type == Type.OFFER && BlobCodec.encode(fitting).length() > BlobCodec.LONG_CHARACTERS) {
      List<Candidate> fewer = new ArrayList<>(fitting.candidates);
      int last = fewer.size() - 1;
      while (last > 0 && fewer.get(last).type() != Candidate.Type.HOST) {
        last--;
      }
      if (last <= 0) {
        break;
      }
      fewer.remove(last);
      fitting = fitting.withCandidates(fewer);
    }
    return fitting;
  }

  /** Returns this description without the name of the offer that it answers. */
  SessionDescription withoutAnsweredOffer() {
    return withAnsweredOffer(OptionalInt.empty());
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
        type, credentials, fingerprint, setup, maxMessageSize, candidates, answered);
  }

  /** By the fingerprint: each connection has a certificate of its own. */
  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
