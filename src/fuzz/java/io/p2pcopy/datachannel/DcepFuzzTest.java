package io.p2pcopy.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of the data channel establishment protocol. */
class DcepFuzzTest {

  @MethodSource("messages")
  @FuzzTest
  void message(byte[] input) {
    DcepMessage message = DcepMessage.parse(input);
    if (message == null) {
      return;
    }
    DcepMessage again = DcepMessage.parse(message.encode());
    boolean utf8 =
        !(message instanceof DcepMessage.Open open)
            || bytes(open.label()) + bytes(open.protocol()) + DcepMessage.OPEN_HEADER_LENGTH
                == input.length;
    // What is not UTF-8 becomes longer, and may then be too long for its length field.
    if (utf8) {
      assertThat(again).isEqualTo(message);
    }
    if (message instanceof DcepMessage.Open) {
      assertThat(DcepMessage.isOpen(input)).isTrue();
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static Stream<byte[]> messages() {
    return Stream.of(
        DcepMessage.Open.reliable("p2pcopy", "p2pcopy.2", true).encode(),
        DcepMessage.Open.reliable("\u00fcnordered", "", false).encode(),
        new DcepMessage.Ack().encode());
  }
}
