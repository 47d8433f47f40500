package io.p2pcopy.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StunMessageTest {

  /** RFC 5769, section 2.1. */
  private static final byte[] SAMPLE_REQUEST =
      hex(
          "00010058 2112a442 b7e7a701 bc34d686 fa87dfae"
              + "80220010 5354554e 20746573 7420636c 69656e74"
              + "00240004 6e0001ff"
              + "80290008 932ff9b1 51263b36"
              + "00060009 6576746a 3a683676 59202020"
              + "00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2"
              + "80280004 e57a3bcf");

  /** RFC 5769, section 2.2. */
  private static final byte[] SAMPLE_IPV4_RESPONSE =
      hex(
          "0101003c 2112a442 b7e7a701 bc34d686 fa87dfae"
              + "8022000b 74657374 20766563 746f7220"
              + "00200008 0001a147 e112a643"
              + "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7"
              + "80280004 c07d4c96");

  private static final String SAMPLE_PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  @Test
  void theSampleRequestOfTheRfcIsUnderstood() {
    StunMessage request = StunMessage.parse(SAMPLE_REQUEST);

    assertThat(request).isNotNull();
    assertThat(request.isBindingRequest()).isTrue();
    assertThat(request.username()).isEqualTo("evtj:h6vY");
    assertThat(request.priority()).isEqualTo(0x6e0001ff);
    assertThat(request.role()).isEqualTo(IceRole.CONTROLLED);
    assertThat(request.tieBreaker()).isEqualTo(0x932ff9b151263b36L);
    assertThat(request.useCandidate()).isFalse();
    assertThat(request.isSignedWith(SAMPLE_PASSWORD)).isTrue();
    assertThat(request.isSignedWith("another password, long enough")).isFalse();
  }

  @Test
  void theSampleResponseOfTheRfcIsUnderstood() throws Exception {
    StunMessage response = StunMessage.parse(SAMPLE_IPV4_RESPONSE);

    assertThat(response).isNotNull();
    assertThat(response.isBindingSuccess()).isTrue();
    assertThat(response.mapped()).isEqualTo(address("c0000201", 32853));
    assertThat(response.isSignedWith(SAMPLE_PASSWORD)).isTrue();
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    InetSocketAddress mapped = address("20010db8123456780011223344556677", 32853);
    TransactionId id = new TransactionId(7, 8);

    StunMessage read =
        StunMessage.parse(
            new StunWriter(StunFormat.BINDING_REQUEST, id)
                .username("left:right")
                .priority(99)
                .role(IceRole.CONTROLLING, 12345)
                .useCandidate()
                .xorMappedAddress(mapped)
                .errorCode(487, "Role Conflict")
                .signed("a password of some length"));

    assertThat(read).isNotNull();
    assertThat(read.id()).isEqualTo(id);
    assertThat(read.username()).isEqualTo("left:right");
    assertThat(read.priority()).isEqualTo(99);
    assertThat(read.role()).isEqualTo(IceRole.CONTROLLING);
    assertThat(read.tieBreaker()).isEqualTo(12345);
    assertThat(read.useCandidate()).isTrue();
    assertThat(read.mapped()).isEqualTo(mapped);
    assertThat(read.errorCode()).isEqualTo(487);
    assertThat(read.isSignedWith("a password of some length")).isTrue();
  }

  @Test
  void aMessageWithoutIntegrityIsSignedWithNothing() {
    StunMessage message =
        StunMessage.parse(
            new StunWriter(StunFormat.BINDING_REQUEST, new TransactionId(1, 2)).unsigned());

    assertThat(message).isNotNull();
    assertThat(message.isSignedWith("")).isFalse();
    assertThat(message.isSignedWith(SAMPLE_PASSWORD)).isFalse();
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
    assertThat(isAuthentic(bytes)).isFalse();
  }

  @Property
  void aDamagedMessageIsNeverTakenForAuthentic(
      @ForAll @IntRange(max = 99) int at, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] damaged = SAMPLE_REQUEST.clone();
    damaged[at] ^= (byte) change;

    assertThat(isAuthentic(damaged)).isFalse();
  }

  @Property
  void aTruncatedMessageIsRefused(@ForAll @IntRange(max = 107) int length) {
    assertThat(StunMessage.parse(Arrays.copyOf(SAMPLE_REQUEST, length))).isNull();
  }

  private static boolean isAuthentic(byte[] bytes) {
    StunMessage message = StunMessage.parse(bytes);
    return message != null && message.isSignedWith(SAMPLE_PASSWORD);
  }

  private static InetSocketAddress address(String hex, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByAddress(hex(hex)), port);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
