package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CoalescedDatagramsTest {

  @Test
  void recordsOfDtlsAreTakenTogether() {
    ByteBuffer read = read(dtls(100), dtls(100), dtls(40));

    assertThat(CoalescedDatagrams.firstLength(read)).isEqualTo(3 * 13 + 240);
  }

  @Test
  void aStunMessageBehindRecordsIsTakenAlone() {
    ByteBuffer read = read(dtls(100), stun(8), stun(4));

    assertThat(CoalescedDatagrams.firstLength(read)).isEqualTo(113);
    assertThat(CoalescedDatagrams.firstLength(read.position(113))).isEqualTo(28);
    assertThat(CoalescedDatagrams.firstLength(read.position(141))).isEqualTo(24);
  }

  @Test
  void whatDoesNotAddUpIsLeftWhole() {
    ByteBuffer truncated = read(dtls(100));
    truncated.limit(50);

    assertThat(CoalescedDatagrams.firstLength(truncated)).isEqualTo(50);
  }

  @Property(tries = 500)
  void anyBytesHaveAFirstPartWithinThem(@ForAll @Size(min = 1, max = 200) byte[] bytes) {
    int length = CoalescedDatagrams.firstLength(ByteBuffer.wrap(bytes));

    assertThat(length).isBetween(1, bytes.length);
  }

  private static byte[] dtls(int content) {
    return ByteBuffer.allocate(13 + content).put((byte) 23).putShort(11, (short) content).array();
  }

  private static byte[] stun(int attributes) {
    return ByteBuffer.allocate(20 + attributes).putShort(2, (short) attributes).array();
  }

  private static ByteBuffer read(byte[]... datagrams) {
    ByteBuffer buffer = ByteBuffer.allocate(2000);
    for (byte[] datagram : datagrams) {
      buffer.put(datagram);
    }
    return buffer.flip();
  }
}
