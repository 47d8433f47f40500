package io.p2pcopy.mdns;

import io.p2pcopy.mdns.MdnsMessage.Question;
import io.p2pcopy.net.MulticastSocket;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.record.Record;

/** Answers questions for the published names. Lives on the event loop. */
final class MdnsResponder {

  /**
   * RFC 6762, 6: "a Multicast DNS responder MUST NOT (except in the one special case of answering
   * probe queries) multicast a record on a given interface until at least one second has elapsed".
   */
  private static final long MIN_MULTICAST_INTERVAL_NANOS = 1_000_000_000;

  private record Multicast(String host, MulticastSocket socket) {}

  private final Map<String, InetAddress> addresses = new LinkedHashMap<>();
  private final Map<Multicast, Long> lastTimes = new HashMap<>();

  /**
   * @param host in lower case
   */
  void add(String host, InetAddress address) {
    addresses.put(host, address);
  }

  /** Returns the message to multicast, or null if no published name is asked for. */
  @Nullable DnsMessage toGroup(MdnsMessage query, MulticastSocket socket, long now) {
    DnsMessage.Builder answer = DnsMessages.answer(0);
    boolean any = false;
    for (Question question : query.questions()) {
      Record<?> record = recordFor(question, DnsMessages.LIFETIME, true);
      Long last = lastTimes.get(new Multicast(question.host(), socket));
      if (record != null && (last == null || now - last >= MIN_MULTICAST_INTERVAL_NANOS)) {
        addOnce(answer, record);
        any = true;
      }
    }
    if (!any) {
      return null;
    }
    query.questions().forEach(question -> noteTime(question, socket, now));
    return answer.build();
  }

  private void noteTime(Question question, MulticastSocket socket, long now) {
    if (addresses.containsKey(question.host())) {
      lastTimes.put(new Multicast(question.host(), socket), now);
    }
  }

  /**
   * Returns what to send to a resolver that knows plain DNS only, or null. RFC 6762, 6.7: it "MUST
   * repeat the query ID and the question given in the query message", and the lifetime is short.
   */
  @Nullable DnsMessage toLegacy(MdnsMessage query) {
    List<Question> known =
        query.questions().stream()
            .filter(question -> addresses.containsKey(question.host()))
            .distinct()
            .toList();
    if (known.isEmpty()) {
      return null;
    }
    DnsMessage.Builder answer =
        DnsMessages.answer(query.id())
            .setQuestions(known.stream().map(DnsMessages::question).toList());
    for (Question question : known) {
      Record<?> record = recordFor(question, DnsMessages.LEGACY_LIFETIME, false);
      if (record != null) {
        addOnce(answer, record);
      }
    }
    return answer.build();
  }

  private @Nullable Record<?> recordFor(Question question, long lifetime, boolean unique) {
    InetAddress address = addresses.get(question.host());
    return address == null
        ? null
        : DnsMessages.record(
            DnsName.from(question.host()), question.type(), address, lifetime, unique);
  }

  /** The questions for both families may have the same answer. */
  private static void addOnce(DnsMessage.Builder answer, Record<?> record) {
    if (!answer.getAnswers().contains(record)) {
      answer.addAnswer(record);
    }
  }
}
