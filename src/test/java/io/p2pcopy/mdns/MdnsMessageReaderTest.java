package io.p2pcopy.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.mdns.MdnsMessage.AddressRecord;
import io.p2pcopy.mdns.MdnsMessage.Question;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.record.Record.TYPE;

/** Messages as a stranger on the network may send them. */
class MdnsMessageReaderTest {

  private static final int HEADER_BYTES = 12;
  private static final byte[] ADDRESS = {10, 1, 2, 3};

  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  @Test
  void readsWhatMiniDnsWrites() {
    var name = org.minidns.dnsname.DnsName.from("host.local");
    byte[] question =
        DnsMessage.builder()
            .setId(7)
            .setQuestion(new org.minidns.dnsmessage.Question(name, TYPE.AAAA))
            .build()
            .toArray();

    assertThat(read(question))
        .contains(
            new MdnsMessage(7, false, List.of(new Question("host.local", TYPE.AAAA)), List.of()));
  }

  @Test
  void namesAreReadInLowerCaseAndThroughPointers() throws Exception {
    header(0x8400, 0, 2);
    int host = message.size();
    name("Host", "LOCAL");
    addressRecord();
    pointer(host);
    addressRecord();

    var expected = new AddressRecord("host.local", InetAddress.getByAddress(ADDRESS));
    assertThat(read())
        .get()
        .extracting(MdnsMessage::addresses)
        .isEqualTo(List.of(expected, expected));
  }

  @Test
  void sixteenPointersAreFollowedAndNoMore() {
    assertThat(chainOfPointers(16)).get().extracting(m -> m.addresses().size()).isEqualTo(17);
    assertThat(chainOfPointers(17)).isEmpty();
  }

  @Test
  void aMessageFullOfPointersToEachOtherIsDropped() {
    header(0x8400, 0, 1);
    for (int at = HEADER_BYTES; at < 8990; at += 2) {
      pointer(at + 2);
    }
    assertThat(read()).isEmpty();
  }

  @Test
  void aPointerToItselfOrIntoTheHeaderIsDropped() {
    header(0x8400, 0, 1);
    pointer(HEADER_BYTES);
    addressRecord();
    assertThat(read()).isEmpty();

    message.reset();
    header(0x8400, 0, 1);
    pointer(0);
    addressRecord();
    assertThat(read()).isEmpty();
  }

  @Test
  void namesOfMoreThan255OctetsAreDropped() {
    // Labels of one letter take two octets each, the end takes one.
    assertThat(nameOfLabels(127)).isPresent();
    assertThat(nameOfLabels(128)).isEmpty();
    assertThat(nameOfLabels(4000)).isEmpty();
  }

  @Test
  void messagesOfMoreThan9000BytesAreDropped() {
    header(0x0000, 1, 0);
    name("host", "local");
    shorts(1, 1);
    message.writeBytes(new byte[PeerLimits.Mdns.MESSAGE_BYTES - message.size()]);
    assertThat(read()).isPresent();

    message.write(0);
    assertThat(read()).isEmpty();
  }

  @Test
  void recordsThatEndTheirLifeAndForeignClassesAndNamesAreLeftOut() {
    header(0x8400, 0, 4);
    name("gone", "local");
    shorts(1, 1, 0, 0, 4);
    message.writeBytes(ADDRESS);
    name("chaos", "local");
    shorts(1, 3, 0, 120, 4);
    message.writeBytes(ADDRESS);
    name("example", "org");
    addressRecord();
    name("short", "local");
    shorts(1, 1, 0, 120, 3);
    message.writeBytes(new byte[3]);

    assertThat(read()).get().extracting(MdnsMessage::addresses).isEqualTo(List.of());
  }

  @Test
  void otherOperationsAndErrorsAreIgnored() {
    for (int flags : new int[] {0x0800, 0x8403}) {
      message.reset();
      header(flags, 0, 0);
      assertThat(read()).isEmpty();
    }
  }

  @Property
  void nothingThatArrivesThrows(@ForAll @Size(max = 300) byte[] bytes) {
    read(bytes).ifPresent(found -> assertThat(found.questions()).hasSizeLessThan(300));
  }

  private Optional<MdnsMessage> chainOfPointers(int jumps) {
    message.reset();
    header(0x8400, 0, jumps + 1);
    int target = message.size();
    name("host", "local");
    addressRecord();
    for (int i = 0; i < jumps; i++) {
      int next = message.size();
      pointer(target);
      addressRecord();
      target = next;
    }
    return read();
  }

  private Optional<MdnsMessage> nameOfLabels(int count) {
    message.reset();
    header(0x8400, 0, 1);
    for (int i = 0; i < count; i++) {
      label("a");
    }
    message.write(0);
    addressRecord();
    return read();
  }

  private void header(int flags, int questions, int answers) {
    shorts(0, flags, questions, answers, 0, 0);
  }

  private void addressRecord() {
    shorts(1, 0x8001, 0, 120, 4);
    message.writeBytes(ADDRESS);
  }

  private void name(String... labels) {
    for (String label : labels) {
      label(label);
    }
    message.write(0);
  }

  private void label(String label) {
    message.write(label.length());
    message.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
  }

  private void pointer(int target) {
    shorts(0xc000 | target);
  }

  private void shorts(int... values) {
    for (int value : values) {
      message.write(value >> 8);
      message.write(value);
    }
  }

  private Optional<MdnsMessage> read() {
    return read(message.toByteArray());
  }

  private static Optional<MdnsMessage> read(byte[] bytes) {
    return MdnsMessageReader.read(ByteBuffer.wrap(bytes));
  }
}
