package io.p2pcopy.signal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Descriptions for tests: some by hand, and any there may be. */
final class Descriptions {

  static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private Descriptions() {}

  /** What the command line offers on a computer behind a NAT. */
  static SessionDescription usualOffer() {
    return new SessionDescription(
        SessionDescription.Type.OFFER,
        DerivedCredentials.of("sixteen bytes ok".getBytes(US_ASCII)),
        Fingerprint.of("0123456789abcdef0123456789ABCDEF".getBytes(US_ASCII)),
        DtlsSetup.ACTPASS,
        SessionDescription.OWN_MAX_MESSAGE_SIZE,
        List.of(
            host("192.168.1.20", 40000),
            host("2001:db8::17", 40000),
            reflexive("203.0.113.9", 51234)));
  }

  static SessionDescription usualAnswer() {
    return new SessionDescription(
        SessionDescription.Type.ANSWER,
        DerivedCredentials.of("another 16 bytes".getBytes(US_ASCII)),
        Fingerprint.of("the hash of another certificate.".getBytes(US_ASCII)),
        DtlsSetup.ACTIVE,
        SessionDescription.OWN_MAX_MESSAGE_SIZE,
        List.of(host("192.168.1.21", 40001), reflexive("198.51.100.7", 40001)));
  }

  static Candidate host(String address, int port) {
    return candidate(Candidate.Type.HOST, address, port);
  }

  static Candidate reflexive(String address, int port) {
    return candidate(Candidate.Type.SERVER_REFLEXIVE, address, port);
  }

  static Candidate candidate(Candidate.Type type, String address, int port) {
    try {
      return new Candidate.Address(type, InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Arbitrary<SessionDescription> any() {
    return Combinators.combine(
            Arbitraries.of(SessionDescription.Type.class),
            credentials(),
            bytes(Fingerprint.LENGTH).map(Fingerprint::of),
            Arbitraries.of(DtlsSetup.class),
            Arbitraries.longs().between(0, SessionDescription.LARGEST_MAX_MESSAGE_SIZE),
            candidate().list().ofMaxSize(SessionDescription.MAX_CANDIDATES),
            Arbitraries.integers().between(0, 0xffff).optional(),
            natBehavior())
        .as(
            (type, credentials, fingerprint, setup, size, candidates, answered, nat) ->
                new SessionDescription(
                    type,
                    credentials,
                    fingerprint,
                    type == SessionDescription.Type.ANSWER && setup == DtlsSetup.ACTPASS
                        ? DtlsSetup.PASSIVE
                        : setup,
                    size % 3 == 0 ? SessionDescription.OWN_MAX_MESSAGE_SIZE : size,
                    candidates,
                    type == SessionDescription.Type.ANSWER && answered.isPresent()
                        ? OptionalInt.of(answered.get())
                        : OptionalInt.empty(),
                    nat));
  }

  static Arbitrary<NatBehavior> natBehavior() {
    return Combinators.combine(
            Arbitraries.of(NatBehavior.Mapping.class),
            Arbitraries.of(NatBehavior.Ports.class),
            Arbitraries.integers().between(1, NatBehavior.MAX_STEP),
            Arbitraries.of(64, 128, 256, 512, 1024, 2048, 4096),
            Arbitraries.of(true, false))
        .as(
            (mapping, ports, step, block, ipv6) ->
                mapping == NatBehavior.Mapping.UDP_BLOCKED
                    ? new NatBehavior(mapping, NatBehavior.Ports.UNKNOWN, 0, ipv6)
                    : new NatBehavior(mapping, ports, widthOf(ports, step, block), ipv6));
  }

  private static int widthOf(NatBehavior.Ports ports, int step, int block) {
    return switch (ports) {
      case REGULAR -> step;
      case BLOCK -> block;
      case UNKNOWN, PRESERVED, RANDOM -> 0;
    };
  }

  static Arbitrary<byte[]> bytes(int length) {
    return Arbitraries.bytes().array(byte[].class).ofSize(length);
  }

  private static Arbitrary<IceCredentials> credentials() {
    Arbitrary<IceCredentials> derived =
        bytes(DerivedCredentials.SECRET_LENGTH).map(DerivedCredentials::of);
    Arbitrary<IceCredentials> literal =
        Combinators.combine(iceChars(4), iceChars(22)).as(LiteralCredentials::new);
    return Arbitraries.oneOf(derived, literal);
  }

  private static Arbitrary<String> iceChars(int shortest) {
    return Arbitraries.strings()
        .withChars(ICE_CHARS.toCharArray())
        .ofMinLength(shortest)
        .ofMaxLength(256);
  }

  /** From few hosts and ports, so that they repeat. */
  private static Arbitrary<Candidate> candidate() {
    Arbitrary<Integer> ports =
        Arbitraries.oneOf(
            Arbitraries.of(1, 40000, 65535), Arbitraries.integers().between(1, 65535));
    Arbitrary<Candidate> literal =
        Combinators.combine(Arbitraries.of(Candidate.Type.class), addresses(), ports)
            .as(Candidate.Address::new);
    Arbitrary<Candidate> mdns =
        Combinators.combine(
                Arbitraries.oneOf(
                    Arbitraries.of(
                        UUID.fromString("7e210130-61c0-4e59-99cc-c8cdf5a223f9"),
                        // The same bytes as an IPv6 address below.
                        UUID.fromString("20010db8-0000-0000-0000-000000000001")),
                    bytes(16).map(Descriptions::uuid)),
                ports)
            .as(Candidate.Mdns::new);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(3, literal), net.jqwik.api.Tuple.of(1, mdns));
  }

  private static Arbitrary<InetAddress> addresses() {
    return Arbitraries.oneOf(
            Arbitraries.of("192.168.1.20", "2001:db8::1", "127.0.0.1", "::1", "fe80::1")
                .map(Descriptions::literal),
            bytes(4).map(Addresses::of),
            bytes(16).map(Addresses::of))
        .filter(Addresses::isOfOneHost);
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
