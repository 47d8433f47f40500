package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.OutgoingMessage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The book of the messages of one direction: what was sent and not yet received. Each message
 * carries its number as payload protocol identifier, so that even empty content has an identity.
 */
final class Ledger {
  private static final byte[] NOISE = noise(2 * Units.MIB);

  private final Map<Integer, MessageSpec> outstanding = new HashMap<>();
  private final Map<Integer, ArrayDeque<Integer>> orders = new HashMap<>();
  private int sent;
  private long sentBytes;
  private long receivedBytes;

  OutgoingMessage write(MessageSpec message) {
    int number = sent++;
    outstanding.put(number, message);
    if (!message.unordered()) {
      orders.computeIfAbsent(message.streamId(), id -> new ArrayDeque<>()).add(number);
    }
    sentBytes += message.size();
    byte[] payload = content(number, message.size());
    return new OutgoingMessage(message.streamId(), number, payload, message.unordered());
  }

  /** Fails unless exactly this message was sent and is due now. */
  void tick(IncomingMessage received) {
    int number = received.payloadProtocolId();
    MessageSpec message = outstanding.remove(number);
    if (message == null) {
      throw new AssertionError("message %d was never sent or came twice".formatted(number));
    }
    if (message.streamId() != received.streamId() || message.unordered() != received.unordered()) {
      throw new AssertionError(
          "message %d was sent as %s and came as %s".formatted(number, message, received));
    }
    if (!hasContent(number, message.size(), received.payload())) {
      throw new AssertionError("the content of message %d is damaged".formatted(number));
    }
    if (!message.unordered()) {
      checkOrder(number, message.streamId());
    }
    receivedBytes += message.size();
  }

  private void checkOrder(int number, int streamId) {
    int due = orders.getOrDefault(streamId, new ArrayDeque<>()).remove();
    if (due != number) {
      throw new AssertionError(
          "message %d came before %d on stream %d".formatted(number, due, streamId));
    }
  }

  private static boolean hasContent(int number, int size, byte[] payload) {
    int start = contentStart(number);
    if (start + size > NOISE.length) {
      return Arrays.equals(payload, content(number, size));
    }
    return payload.length == size && Arrays.equals(payload, 0, size, NOISE, start, start + size);
  }

  /** Returns noise, and zeros behind it in messages that are longer than that. */
  private static byte[] content(int number, int size) {
    int start = contentStart(number);
    return Arrays.copyOfRange(NOISE, start, start + size);
  }

  boolean isSettled() {
    return outstanding.isEmpty();
  }

  int outstanding() {
    return outstanding.size();
  }

  long sentBytes() {
    return sentBytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  private static int contentStart(int number) {
    return (int) (number * 7919L % Units.MIB);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(0).nextBytes(bytes);
    return bytes;
  }
}
