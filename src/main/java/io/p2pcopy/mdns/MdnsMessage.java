package io.p2pcopy.mdns;

import java.net.InetAddress;
import java.util.List;
import org.minidns.record.Record.TYPE;

/**
 * A received multicast DNS message, reduced to the parts that this package uses: questions for
 * addresses and address records, both of names in {@code .local}.
 *
 * @param id repeated in an answer to a plain resolver
 * @param response whether the message answers a question
 */
record MdnsMessage(
    int id, boolean response, List<Question> questions, List<AddressRecord> addresses) {

  /**
   * @param host in lower case, ends in {@code .local}
   * @param type A, AAAA or ANY
   */
  record Question(String host, TYPE type) {}

  /**
   * @param host in lower case, ends in {@code .local}
   */
  record AddressRecord(String host, InetAddress address) {}
}
