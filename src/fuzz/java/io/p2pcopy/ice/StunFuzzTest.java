package io.p2pcopy.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** STUN messages, which anybody can send to the socket. */
class StunFuzzTest {

  private static final String PASSWORD = "0123456789abcdefghijkl";
  private static final TransactionId ID = TransactionId.read(ByteBuffer.allocate(12), 0);

  /** As it comes, and once more with header and fingerprint put right. */
  @MethodSource("messages")
  @FuzzTest
  void message(byte[] input) {
    check(input);
    if (input.length >= StunFormat.HEADER_LENGTH) {
      check(repaired(input));
    }
  }

  private static void check(byte[] bytes) {
    byte[] before = bytes.clone();
    StunMessage message = StunMessage.parse(bytes);
    assertThat(bytes).isEqualTo(before);
    if (message == null) {
      return;
    }
    assertThat(message.errorCode()).isBetween(0, 955);
    assertThat(message.isSignedWith(PASSWORD + "?")).isFalse();
    InetSocketAddress mapped = message.mapped();
    if (mapped != null) {
      StunMessage again =
          StunMessage.parse(
              new StunWriter(StunFormat.BINDING_SUCCESS, message.id())
                  .xorMappedAddress(mapped)
                  .signed(PASSWORD));
      assertThat(again).isNotNull();
      assertThat(again.mapped()).isEqualTo(mapped);
      assertThat(again.id()).isEqualTo(message.id());
      assertThat(again.isSignedWith(PASSWORD)).isTrue();
    }
  }

  /** Makes a message with these attributes whose length, cookie and fingerprint are right. */
  private static byte[] repaired(byte[] input) {
    int length = StunFormat.HEADER_LENGTH + (input.length - StunFormat.HEADER_LENGTH) / 4 * 4;
    boolean withFingerprint = (input[0] & 0x80) != 0;
    byte[] bytes = Arrays.copyOf(input, withFingerprint ? length + 8 : length);
    ByteBuffer message = ByteBuffer.wrap(bytes);
    message.put(0, (byte) (input[0] & 0x3f));
    message.putShort(2, (short) (bytes.length - StunFormat.HEADER_LENGTH));
    message.putInt(4, StunFormat.MAGIC_COOKIE);
    if (withFingerprint) {
      message.putShort(length, (short) StunFormat.FINGERPRINT).putShort(length + 2, (short) 4);
      message.putInt(length + 4, StunFormat.fingerprint(bytes, length));
    }
    return bytes;
  }

  static Stream<byte[]> messages() {
    return Stream.of(
        new StunWriter(StunFormat.BINDING_REQUEST, ID)
            .username("abcd:efgh")
            .priority(12345)
            .role(IceRole.CONTROLLING, 77)
            .useCandidate()
            .signed(PASSWORD),
        new StunWriter(StunFormat.BINDING_SUCCESS, ID)
            .xorMappedAddress(new InetSocketAddress("192.0.2.1", 4711))
            .signed(PASSWORD),
        new StunWriter(StunFormat.BINDING_SUCCESS, ID)
            .xorMappedAddress(new InetSocketAddress("2001:db8::1", 4711))
            .unsigned(),
        new StunWriter(StunFormat.BINDING_ERROR, ID)
            .errorCode(487, "Role Conflict")
            .signed(PASSWORD));
  }
}
