package io.p2pcopy.dtls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Records before, during and after the handshake, with its real threads. */
class DtlsFuzzTest {

  /**
   * A network that loses, repeats, reorders, changes and makes up datagrams. Where it only loses,
   * repeats and reorders, both must connect; in no case is anything delivered that was not sent.
   */
  @MethodSource("networks")
  @FuzzTest
  void hostileNetwork(byte[] input) throws Exception {
    try (var pair = new FuzzedDtls(new FuzzInput(input))) {
      pair.handshake();
      pair.exchange();
    }
  }

  static Stream<byte[]> networks() {
    byte[] clientHello = {
      22,
      (byte) 0xfe,
      (byte) 0xfd,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      20,
      1,
      0,
      0,
      8,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      8
    };
    byte[] alert = {21, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40};
    return Stream.of(
        new byte[0],
        new byte[] {0, 1, 0, 2, 0, 0, 3, 0, 0},
        new Seeds().oneByte(5).block(clientHello).oneByte(5).block(alert).build(),
        new Seeds()
            .bytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 20, 1, 2})
            .oneByte(5)
            .block(alert)
            .bytes(new byte[] {2, 1, 4, 0, 14, 1})
            .build());
  }
}
