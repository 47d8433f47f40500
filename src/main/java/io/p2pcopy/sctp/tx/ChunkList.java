package io.p2pcopy.sctp.tx;

import org.jspecify.annotations.Nullable;

/** An intrusive doubly linked list of chunks. A chunk is in at most one list. */
final class ChunkList {

  private @Nullable SentChunk first;
  private @Nullable SentChunk last;

  @Nullable SentChunk first() {
    return first;
  }

  @Nullable SentChunk last() {
    return last;
  }

  boolean isEmpty() {
    return first == null;
  }

  void addLast(SentChunk chunk) {
    chunk.previous = last;
    chunk.next = null;
    if (last == null) {
      first = chunk;
    } else {
      last.next = chunk;
    }
    last = chunk;
  }

  void remove(SentChunk chunk) {
    if (chunk.previous == null) {
      first = chunk.next;
    } else {
      chunk.previous.next = chunk.next;
    }
    if (chunk.next == null) {
      last = chunk.previous;
    } else {
      chunk.next.previous = chunk.previous;
    }
    chunk.previous = null;
    chunk.next = null;
  }
}
