package io.p2pcopy.sctp.rx;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The incomplete ordered or unordered messages of one stream, sorted by message identifier so that
 * I-FORWARD-TSN finds the abandoned ones quickly.
 */
final class PartialMessages {

  private final NavigableMap<Long, PartialMessage> byId = new TreeMap<>();

  /** The latest identifier started or abandoned. Others are unwrapped relative to it. */
  private long reference;

  /** The highest identifier that the peer has abandoned. */
  private long abandoned = Long.MIN_VALUE;

  @Nullable PartialMessage find(int id) {
    return byId.get(unwrap(id));
  }

  void put(int id, PartialMessage message) {
    reference = unwrap(id);
    byId.put(reference, message);
  }

  void remove(int id) {
    byId.remove(unwrap(id));
  }

  boolean isAbandoned(int id) {
    return unwrap(id) <= abandoned;
  }

  /** Removes messages up to this one and passes each to {@code discarded}. */
  void abandon(int id, Consumer<PartialMessage> discarded) {
    long last = unwrap(id);
    if (last <= abandoned) {
      return;
    }
    abandoned = last;
    reference = last;
    NavigableMap<Long, PartialMessage> removed = byId.headMap(last, true);
    removed.values().forEach(discarded);
    removed.clear();
  }

  void forEach(Consumer<PartialMessage> action) {
    byId.values().forEach(action);
  }

  private long unwrap(int id) {
    return reference + (id - (int) reference);
  }
}
