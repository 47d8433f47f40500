package io.p2pcopy.mdns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.A;
import org.minidns.record.AAAA;
import org.minidns.record.Data;
import org.minidns.record.NSEC;
import org.minidns.record.Record;
import org.minidns.record.Record.CLASS;
import org.minidns.record.Record.TYPE;

/** Builds the multicast DNS messages that are sent. */
final class DnsMessages {

  /** RFC 6762, 10: "The recommended TTL value for [...] host name records is 120 seconds." */
  static final long LIFETIME = 120;

  /** RFC 6762, 6.7: "the cache-flush bit MUST NOT be set" and the TTL at most ten seconds. */
  static final long LEGACY_LIFETIME = 10;

  private DnsMessages() {}

  static void addQuestions(DnsMessage.Builder message, DnsName name) {
    message.addQuestion(new Question(name, TYPE.A));
    message.addQuestion(new Question(name, TYPE.AAAA));
  }

  static Question question(MdnsMessage.Question question) {
    return new Question(DnsName.from(question.host()), question.type());
  }

  static DnsMessage.Builder answer(int id) {
    return DnsMessage.builder().setId(id).setQrFlag(true).setAuthoritativeAnswer(true);
  }

  /**
   * Returns the address record, or, to a question for the other family, the record that says that
   * there is none (RFC 6762, section 6.1): whoever asks need not wait for it.
   *
   * @param unique sets the cache-flush bit
   * @return null to questions that are not about addresses
   */
  static @Nullable Record<?> record(
      DnsName name, TYPE asked, InetAddress address, long lifetime, boolean unique) {
    TYPE own = address instanceof Inet4Address ? TYPE.A : TYPE.AAAA;
    if (asked == own || asked == TYPE.ANY) {
      return new Record<>(name, own, CLASS.IN, lifetime, data(address), unique);
    }
    if (asked == TYPE.A || asked == TYPE.AAAA) {
      return new Record<>(
          name, TYPE.NSEC, CLASS.IN, lifetime, new NSEC(name, List.of(own)), unique);
    }
    return null;
  }

  private static Data data(InetAddress address) {
    return address instanceof Inet4Address ipv4 ? new A(ipv4) : new AAAA((Inet6Address) address);
  }
}
