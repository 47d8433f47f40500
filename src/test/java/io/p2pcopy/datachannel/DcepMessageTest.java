package io.p2pcopy.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class DcepMessageTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void anOpenRequestHasTheLayoutOfRfc8832() {
    byte[] encoded = DcepMessage.Open.reliable("ab", "c", true).encode();

    assertThat(HEX.formatHex(encoded))
        .isEqualTo("03" + "00" + "0100" + "00000000" + "0002" + "0001" + "6162" + "63");
  }

  @Test
  void theHighBitOfTheChannelTypeMeansUnordered() {
    DcepMessage parsed =
        DcepMessage.parse(HEX.parseHex("03" + "81" + "0000" + "00000003" + "0000" + "0000"));

    assertThat(parsed)
        .isEqualTo(
            new DcepMessage.Open(
                false, DcepMessage.Reliability.LIMITED_RETRANSMISSIONS, 3, 0, "", ""));
  }

  @Test
  void anAcknowledgementIsOneByte() {
    assertThat(new DcepMessage.Ack().encode()).containsExactly(2);
    assertThat(DcepMessage.parse(new byte[] {2})).isEqualTo(new DcepMessage.Ack());
  }

  @Test
  void lengthsThatDoNotFitAreNoMessage() {
    assertThat(
            DcepMessage.parse(
                HEX.parseHex("03" + "00" + "0100" + "00000000" + "0005" + "0000" + "6162")))
        .isNull();
    assertThat(DcepMessage.parse(HEX.parseHex("03" + "07" + "0100" + "00000000" + "0000" + "0000")))
        .isNull();
    assertThat(DcepMessage.parse(new byte[0])).isNull();
  }

  @Property(tries = 300)
  void whatIsEncodedIsParsedBack(
      @ForAll boolean ordered,
      @ForAll DcepMessage.Reliability reliability,
      @ForAll int parameter,
      @ForAll @IntRange(max = 65535) int priority,
      @ForAll @StringLength(max = 200) String label) {
    String encodable =
        new String(
            label.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
    DcepMessage.Open open =
        new DcepMessage.Open(ordered, reliability, parameter, priority, encodable, "p");

    assertThat(DcepMessage.parse(open.encode())).isEqualTo(open);
  }

  @Property(tries = 500)
  void anyBytesAreAMessageOrNone(@ForAll byte[] bytes) {
    DcepMessage parsed = DcepMessage.parse(bytes);

    assertThat(
            parsed == null
                || parsed instanceof DcepMessage.Ack
                || parsed.encode().length <= bytes.length * 3)
        .isTrue();
  }
}
