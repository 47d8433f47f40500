package io.p2pcopy.mdns;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.mdns.MdnsMessage.AddressRecord;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;

/**
 * Asks for the addresses of names until there is an answer. Lives on the event loop.
 *
 * <p>Whoever overhears a question can answer it, so only a few addresses of a name are believed,
 * and only those that a computer of this network can have.
 */
final class MdnsQuerier {

  /**
   * RFC 6762, 5.2: "the interval between the first two queries MUST be at least one second, the
   * intervals between successive queries MUST increase by at least a factor of two".
   */
  private static final long FIRST_INTERVAL = 1_000_000_000;

  /** A person may take long; a name that was not there may come with the friend's computer. */
  private static final long LONGEST_INTERVAL = 64_000_000_000L;

  private static final class Question {
    private final Consumer<InetAddress> found;
    private final Set<InetAddress> known = new HashSet<>();

    Question(Consumer<InetAddress> found) {
      this.found = found;
    }
  }

  private final EventLoop loop;
  private final Consumer<DnsMessage> multicast;
  private final Deadline next;
  private final Map<String, Question> questions = new LinkedHashMap<>();
  private long interval = FIRST_INTERVAL;

  MdnsQuerier(EventLoop loop, Consumer<DnsMessage> multicast) {
    this.loop = loop;
    this.multicast = multicast;
    this.next = loop.newDeadline(this::askAgain);
  }

  void ask(String host, Consumer<InetAddress> found) {
    questions.put(host, new Question(found));
    interval = FIRST_INTERVAL;
    // Several names that are asked for in one turn go into one message.
    next.set(loop.now());
  }

  /**
   * Takes over the addresses of the names that were asked for.
   *
   * @param plausible whether a computer of this network can have the address
   */
  void answered(MdnsMessage message, Predicate<InetAddress> plausible) {
    for (AddressRecord answer : message.addresses()) {
      Question question = questions.get(answer.host());
      if (question != null
          && question.known.size() < PeerLimits.Mdns.ADDRESSES_PER_NAME
          && plausible.test(answer.address())
          && question.known.add(answer.address())) {
        question.found.accept(answer.address());
      }
    }
  }

  void stop() {
    next.cancel();
    questions.clear();
  }

  private void askAgain() {
    DnsMessage.Builder message = DnsMessage.builder();
    boolean open = false;
    for (var entry : questions.entrySet()) {
      if (entry.getValue().known.isEmpty()) {
        DnsMessages.addQuestions(message, DnsName.from(entry.getKey()));
        open = true;
      }
    }
    if (!open) {
      return;
    }
    multicast.accept(message.setId(0).build());
    next.set(loop.now() + interval);
    interval = Math.min(2 * interval, LONGEST_INTERVAL);
  }
}
