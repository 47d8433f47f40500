package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.ControlMessage.Accept;
import io.p2pcopy.transfer.ControlMessage.End;
import io.p2pcopy.transfer.ControlMessage.Failed;
import io.p2pcopy.transfer.ControlMessage.Offer;
import io.p2pcopy.transfer.ControlMessage.Refuse;
import io.p2pcopy.transfer.ControlMessage.Verified;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ControlCodecTest {

  @Test
  void everyMessageIsReadAsItWasWritten() throws Exception {
    var messages =
        List.of(
            new Offer("big.iso", TransferProtocol.MAX_FILE_SIZE, -1),
            new Accept(),
            new Refuse(),
            new End("0123456789abcdef".repeat(4)),
            new Verified(),
            new Failed("interrupted", null),
            new Failed("protocol", "The other side said \"no\"."));

    for (ControlMessage message : messages) {
      assertThat(ControlCodec.decode(ControlCodec.encode(message))).isEqualTo(message);
    }
  }

  @Property
  void everyOfferIsReadAsItWasWritten(
      @ForAll @StringLength(max = 255) String name,
      @ForAll @LongRange(min = 0, max = TransferProtocol.MAX_FILE_SIZE) long size,
      @ForAll @LongRange(min = -8_640_000_000_000_000L, max = 8_640_000_000_000_000L) long modified)
      throws Exception {
    var offer = new Offer(name, size, modified);

    assertThat(ControlCodec.decode(ControlCodec.encode(offer))).isEqualTo(offer);
  }

  @Property
  void whateverArrivesIsReadOrRefusedInOneSentence(@ForAll("texts") String text) {
    try {
      assertThat(ControlCodec.decode(Message.text(text))).isNotNull();
    } catch (LocalFailure e) {
      assertThat(e.code()).isEqualTo(FailureCode.PROTOCOL);
      assertThat(e.toTransferException("")).hasMessageMatching("The other side [ -~]{1,200}\\.");
    }
  }

  @Provide
  static Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"type\"",
                "\"offer\"",
                "\"end\"",
                "\"error\"",
                "\"code\"",
                "\"name\"",
                "\"size\"",
                "1",
                "-1e99",
                "null",
                "true",
                "\"\\ud800\"",
                "\"type\":\"offer\"",
                "\"name\":\"a\"",
                "\"size\":1",
                "\"modified\":0",
                " ")
            .list()
            .ofMaxSize(20)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(100));
  }
}
