package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the test vectors out of the format's documentation, so that it cannot be wrong. */
class BlobFormatDocumentTest {

  private static final Path DOCUMENT = Path.of("docs", "blob-format.md");

  /** One vector or one line of a list: fields in the form "name: value". */
  private record Block(List<String> lines) {

    String field(String name) {
      return fields(name).get(0);
    }

    boolean has(String name) {
      return !fields(name).isEmpty();
    }

    List<String> fields(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .toList();
    }
  }

  static List<Block> vectors() throws IOException {
    return blocks("vector");
  }

  @Test
  void thereAreVectorsOfEachKind() throws IOException {
    assertThat(vectors()).hasSize(7);
    assertThat(blocks("equal")).hasSize(1);
    assertThat(blocks("refused")).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aVectorEncodesAndDecodesAsDocumented(Block vector) throws Exception {
    SessionDescription description = description(vector);
    String blob = vector.field("blob");

    assertThat(BlobCodec.encode(description)).isEqualTo(blob);
    assertThat(BlobCodec.decode(blob)).isEqualTo(description);
    assertThat(Base64Url.decode(blob)).asHexString().isEqualToIgnoringCase(vector.field("hex"));
    assertThat(description.credentials().ufrag()).isEqualTo(vector.field("ice-ufrag"));
    assertThat(description.credentials().password()).isEqualTo(vector.field("ice-pwd"));
  }

  @Test
  void theIdentifierInTheAnswerIsThatOfTheFirstOffer() throws IOException {
    Block answer =
        vectors().stream().filter(vector -> vector.has("answered-offer")).findFirst().orElseThrow();

    assertThat(description(vectors().get(0)).identifier())
        .isEqualTo(Integer.decode(answer.field("answered-offer")));
    assertThat(description(answer).answersOffer(description(vectors().get(0)))).isTrue();
  }

  @Test
  void blobsThatDifferInAnUnknownExtensionMeanTheSame() throws Exception {
    List<String> blobs = blocks("equal").get(0).fields("blob");

    assertThat(blobs).hasSize(2).doesNotHaveDuplicates();
    assertThat(BlobCodec.decode(blobs.get(0))).isEqualTo(BlobCodec.decode(blobs.get(1)));
  }

  @Test
  void refusedBlobsAreRefusedForTheDocumentedReason() throws IOException {
    List<String> lines = blocks("refused").get(0).lines();

    assertThat(lines).hasSize(9);
    for (String line : lines) {
      String[] parts = line.split(": ", 2);
      BlobException e = assertThrows(BlobException.class, () -> BlobCodec.decode(parts[1]), line);
      assertThat(e.fault().name().toLowerCase(Locale.ROOT).replace('_', ' ')).isEqualTo(parts[0]);
    }
  }

  private static List<Block> blocks(String kind) throws IOException {
    String document = Files.readString(DOCUMENT);
    return Pattern.compile("```" + kind + "\\R(.*?)```", Pattern.DOTALL)
        .matcher(document)
        .results()
        .map(block -> new Block(block.group(1).lines().toList()))
        .toList();
  }

  private static SessionDescription description(Block vector) {
    return new SessionDescription(
        SessionDescription.Type.valueOf(vector.field("type").toUpperCase(Locale.ROOT)),
        vector.has("secret")
            ? DerivedCredentials.of(HexFormat.of().parseHex(vector.field("secret")))
            : new LiteralCredentials(vector.field("ice-ufrag"), vector.field("ice-pwd")),
        Fingerprint.of(HexFormat.of().parseHex(vector.field("fingerprint"))),
        DtlsSetup.valueOf(vector.field("setup").toUpperCase(Locale.ROOT)),
        Long.parseLong(vector.field("max-message-size")),
        vector.fields("candidate").stream().map(BlobFormatDocumentTest::candidate).toList(),
        vector.fields("answered-offer").stream().mapToInt(Integer::decode).findFirst(),
        vector.fields("nat-behavior").stream()
            .map(BlobFormatDocumentTest::natBehavior)
            .findFirst()
            .orElse(NatBehavior.UNKNOWN));
  }

  private static NatBehavior natBehavior(String text) {
    List<String> words = List.of(text.split(" "));
    return new NatBehavior(
        NatBehavior.Mapping.valueOf(words.get(0).toUpperCase(Locale.ROOT).replace('-', '_')),
        NatBehavior.Ports.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
        Integer.parseInt(words.get(2)),
        words.contains("ipv6"));
  }

  private static Candidate candidate(String text) {
    String[] parts = text.split(" ", 3);
    int port = Integer.parseInt(parts[2]);
    if (parts[1].endsWith(".local")) {
      return new Candidate.Mdns(UUID.fromString(parts[1].replace(".local", "")), port);
    }
    Candidate.Type type =
        switch (parts[0]) {
          case "host" -> Candidate.Type.HOST;
          case "srflx" -> Candidate.Type.SERVER_REFLEXIVE;
          default -> Candidate.Type.RELAYED;
        };
    return Descriptions.candidate(type, parts[1], port);
  }
}
