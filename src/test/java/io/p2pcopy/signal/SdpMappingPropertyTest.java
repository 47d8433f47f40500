package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.signal.sdp.SdpException;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SdpMappingPropertyTest {

  @Property
  void everyDescriptionComesBackFromSdp(@ForAll("descriptions") SessionDescription description)
      throws Exception {
    SessionDescription back = SdpMapping.fromSdp(description.type(), SdpMapping.toSdp(description));

    assertThat(back.credentials().ufrag()).isEqualTo(description.credentials().ufrag());
    assertThat(back.credentials().password()).isEqualTo(description.credentials().password());
    assertThat(back.fingerprint()).isEqualTo(description.fingerprint());
    assertThat(back.setup())
        .isEqualTo(
            description.type() == SessionDescription.Type.OFFER
                ? DtlsSetup.ACTPASS
                : description.setup());
    assertThat(back.maxMessageSize()).isEqualTo(description.maxMessageSize());
    assertThat(back.candidates()).isEqualTo(sortedByType(description.candidates()));
  }

  @Property
  void anyMutationOfAnSdpIsReadOrRefusedWithASentence(
      @ForAll("descriptions") SessionDescription description,
      @ForAll @IntRange(max = 5000) int place,
      @ForAll @IntRange(max = 40) int cut,
      @ForAll("snippets") String inserted) {
    String sdp = SdpMapping.toSdp(description);
    int start = place % sdp.length();
    int end = Math.min(start + cut, sdp.length());

    String mutated = sdp.substring(0, start) + inserted + sdp.substring(end);

    try {
      SessionDescription read = SdpMapping.fromSdp(description.type(), mutated);
      assertThat(BlobCodec.decode(BlobCodec.encode(read))).isEqualTo(read);
    } catch (SdpException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (BlobException e) {
      throw new AssertionError(e);
    }
  }

  @Property
  void prioritiesFallWithTheTypeAndThenWithTheOrder(
      @ForAll @IntRange(max = 65_534) int order, @ForAll Candidate.Type type) {
    assertThat(CandidatePriority.of(type, order))
        .isBetween(1L, Integer.MAX_VALUE + 0L)
        .isGreaterThan(CandidatePriority.of(type, order + 1));
    assertThat(CandidatePriority.of(Candidate.Type.HOST, 65_535))
        .isGreaterThan(CandidatePriority.of(Candidate.Type.SERVER_REFLEXIVE, order));
    assertThat(CandidatePriority.of(Candidate.Type.SERVER_REFLEXIVE, 65_535))
        .isGreaterThan(CandidatePriority.of(Candidate.Type.RELAYED, order));
  }

  @Provide
  Arbitrary<SessionDescription> descriptions() {
    return Descriptions.any();
  }

  @Provide
  Arbitrary<String> snippets() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(10),
        Arbitraries.strings().withChars("0123456789.:\r\n =a").ofMaxLength(10),
        Arbitraries.of("\r\na=setup:active\r\n", "\r\nm=audio 9 X 0\r\n", "%1", "::", "-1"));
  }

  private static List<Candidate> sortedByType(List<Candidate> candidates) {
    return candidates.stream()
        .sorted(java.util.Comparator.comparing(Candidate::type))
        .distinct()
        .toList();
  }
}
