package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The invites of computers with many addresses; the page's tests read the same table. */
class InviteLengthTest {

  private static final Path HOSTS =
      Path.of("src", "test", "resources", "io", "p2pcopy", "signal", "hosts.txt");

  /** What a computer may offer, in the order of preference, and the invite made of it. */
  private record Host(String name, List<Candidate> candidates, String blob) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Host> hosts() throws IOException {
    return Arrays.stream(Files.readString(HOSTS).split("\n\n"))
        .map(block -> block.lines().map(line -> line.split(": ", 2)).toList())
        .map(
            lines ->
                new Host(
                    lines.get(0)[1],
                    lines.stream()
                        .filter(line -> line[0].equals("candidate"))
                        .map(line -> candidate(line[1]))
                        .toList(),
                    lines.get(lines.size() - 1)[1]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void theInviteOfAComputerWithManyAddressesFitsIntoAFewLines(Host host) throws Exception {
    SessionDescription all =
        BlobCodecTest.withCandidates(Descriptions.usualOffer(), host.candidates());
    SessionDescription offer = all.shortened();

    String blob = BlobCodec.encode(offer);

    assertThat(blob).isEqualTo(host.blob()).hasSizeLessThanOrEqualTo(150);
    assertThat(BlobCodec.decode(blob)).isEqualTo(offer);
    assertThat(BlobCodec.decode(BlobCodec.offerForWords(offer, Descriptions.usualAnswer())))
        .isEqualTo(offer);
    assertThat(offer.candidates()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(host.candidates()).containsSubsequence(offer.candidates());
    assertThat(offer.candidates().get(offer.candidates().size() - 1).type())
        .isEqualTo(Candidate.Type.SERVER_REFLEXIVE);
  }

  /** An answer has no compact form, so its length depends on the kind of its addresses. */
  @ParameterizedTest
  @MethodSource("hosts")
  void theReplyOfAComputerWithManyAddressesIsBoundedAsWell(Host host) throws Exception {
    SessionDescription all =
        BlobCodecTest.withCandidates(Descriptions.usualAnswer(), host.candidates());

    SessionDescription answer = all.shortened();

    String blob = BlobCodec.encode(answer);
    assertThat(BlobCodec.decode(blob)).isEqualTo(answer);
    assertThat(blob).hasSizeLessThanOrEqualTo(512);
    assertThat(answer.candidates())
        .hasSizeGreaterThanOrEqualTo(Math.min(host.candidates().size(), 15));
    assertThat(host.candidates()).containsSubsequence(answer.candidates());
  }

  private static Candidate candidate(String text) {
    String[] parts = text.split(" ", 3);
    int port = Integer.parseInt(parts[2]);
    if (parts[1].endsWith(".local")) {
      return new Candidate.Mdns(UUID.fromString(parts[1].replace(".local", "")), port);
    }
    return parts[0].equals("host")
        ? Descriptions.host(parts[1], port)
        : Descriptions.reflexive(parts[1], port);
  }
}
