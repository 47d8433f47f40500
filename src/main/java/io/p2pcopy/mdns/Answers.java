package io.p2pcopy.mdns;

import io.p2pcopy.net.MulticastSocket;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.Record;

/** The names that we answer for. Lives on the event loop. */
final class Answers {

  /**
   * RFC 6762, 6: "a Multicast DNS responder MUST NOT (except in the one special case of answering
   * probe queries) multicast a record on a given interface until at least one second has elapsed".
   */
  private static final long PAUSE = 1_000_000_000;

  private record Multicast(DnsName name, MulticastSocket socket) {}

  private final Map<DnsName, InetAddress> addresses = new LinkedHashMap<>();
  private final Map<Multicast, Long> lastTimes = new HashMap<>();

  void add(String host, InetAddress address) {
    addresses.put(DnsName.from(host), address);
  }

  /** Returns what to multicast, or null if nothing is asked that we know. */
  @Nullable DnsMessage toGroup(DnsMessage query, MulticastSocket socket, long now) {
    DnsMessage.Builder answer = DnsMessages.answer(0);
    boolean any = false;
    for (Question question : query.questions) {
      Record<?> record = recordFor(question, DnsMessages.LIFETIME, true);
      var place = new Multicast(question.name, socket);
      Long last = lastTimes.get(place);
      if (record != null && (last == null || now - last >= PAUSE)) {
        addOnce(answer, record);
        any = true;
      }
    }
    if (!any) {
      return null;
    }
    query.questions.forEach(question -> noteTime(question, socket, now));
    return answer.build();
  }

  private void noteTime(Question question, MulticastSocket socket, long now) {
    if (addresses.containsKey(question.name)) {
      lastTimes.put(new Multicast(question.name, socket), now);
    }
  }

  /**
   * Returns what to send to a resolver that knows plain DNS only, or null. RFC 6762, 6.7: it "MUST
   * repeat the query ID and the question given in the query message", and the lifetime is short.
   */
  @Nullable DnsMessage toLegacy(DnsMessage query) {
    DnsMessage.Builder answer = DnsMessages.answer(query.id).setQuestions(query.copyQuestions());
    boolean any = false;
    for (Question question : query.questions) {
      Record<?> record = recordFor(question, DnsMessages.LEGACY_LIFETIME, false);
      if (record != null) {
        addOnce(answer, record);
        any = true;
      }
    }
    return any ? answer.build() : null;
  }

  private @Nullable Record<?> recordFor(Question question, long lifetime, boolean unique) {
    InetAddress address = addresses.get(question.name);
    return address == null
        ? null
        : DnsMessages.record(question.name, question.type, address, lifetime, unique);
  }

  /** The questions for both families may have the same answer. */
  private static void addOnce(DnsMessage.Builder answer, Record<?> record) {
    if (!answer.getAnswers().contains(record)) {
      answer.addAnswer(record);
    }
  }
}
