package io.p2pcopy.mdns;

import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.record.InternetAddressRR;
import org.minidns.record.Record;

/** The names whose addresses are wanted. Lives on the event loop. */
final class Questions {

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
  private final Map<DnsName, Question> questions = new LinkedHashMap<>();
  private long interval = FIRST_INTERVAL;

  Questions(EventLoop loop, Consumer<DnsMessage> multicast) {
    this.loop = loop;
    this.multicast = multicast;
    this.next = loop.newDeadline(this::askAgain);
  }

  void ask(String host, Consumer<InetAddress> found) {
    questions.put(DnsName.from(host), new Question(found));
    interval = FIRST_INTERVAL;
    // Several names that are asked for in one turn go into one message.
    next.set(loop.now());
  }

  void answered(DnsMessage message) {
    for (Record<?> record : message.answerSection) {
      Question question = questions.get(record.name);
      if (question != null
          && record.getPayload() instanceof InternetAddressRR<?> address
          && question.known.add(address.getInetAddress())) {
        question.found.accept(address.getInetAddress());
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
        DnsMessages.addQuestions(message, entry.getKey());
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
