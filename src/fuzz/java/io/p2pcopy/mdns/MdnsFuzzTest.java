package io.p2pcopy.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.limit.PeerLimits;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.record.Record.TYPE;

/** Multicast DNS messages, which any computer of the link can send. */
class MdnsFuzzTest {

  private static final String HOST = "7e210130-61c0-4e59-99cc-c8cdf5a223f9.local";

  @MethodSource("messages")
  @FuzzTest
  void message(byte[] input) {
    ByteBuffer packet = ByteBuffer.wrap(input);
    Optional<MdnsMessage> read = MdnsMessageReader.read(packet);

    assertThat(packet.position()).isZero();
    if (read.isEmpty()) {
      return;
    }
    MdnsMessage message = read.get();
    assertThat(input).hasSizeLessThanOrEqualTo(PeerLimits.Mdns.MESSAGE_BYTES);
    // Each takes at least five bytes, so that one message cannot make many.
    assertThat(5 * (message.questions().size() + message.addresses().size()))
        .isLessThanOrEqualTo(input.length);
    for (MdnsMessage.Question question : message.questions()) {
      assertHost(question.host());
      // Answering a question must work, whatever its name is.
      assertThat(DnsMessages.question(question).type).isEqualTo(question.type());
    }
    for (MdnsMessage.AddressRecord record : message.addresses()) {
      assertHost(record.host());
      assertThat(message.response()).isTrue();
    }
  }

  private static void assertHost(String host) {
    assertThat(host).endsWith(".local").matches("[a-z0-9.-]+");
    assertThat(host.length()).isLessThan(PeerLimits.Mdns.NAME_OCTETS);
  }

  static Stream<byte[]> messages() throws Exception {
    DnsName name = DnsName.from(HOST);
    DnsMessage.Builder question = DnsMessage.builder();
    DnsMessages.addQuestions(question, name);
    InetAddress ipv4 = InetAddress.getByName("192.168.1.20");
    InetAddress ipv6 = InetAddress.getByName("2001:db8::1");
    return Stream.of(
        question.build().toArray(),
        DnsMessages.answer(0)
            .addAnswer(DnsMessages.record(name, TYPE.A, ipv4, DnsMessages.LIFETIME, true))
            .build()
            .toArray(),
        DnsMessages.answer(7)
            .addAnswer(DnsMessages.record(name, TYPE.AAAA, ipv6, DnsMessages.LIFETIME, false))
            .addAnswer(DnsMessages.record(name, TYPE.A, ipv6, DnsMessages.LIFETIME, true))
            .build()
            .toArray());
  }
}
