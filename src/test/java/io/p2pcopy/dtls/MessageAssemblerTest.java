package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {

  private static final int CERTIFICATE = 11;

  private final MessageAssembler assembler = new MessageAssembler();

  @Property(tries = 300)
  void messagesComeOutWholeAndInSequenceHoweverTheyWereCut(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int count) {
    Random random = new Random(seed);
    MessageAssembler fresh = new MessageAssembler();
    List<HandshakeMessage> messages = new ArrayList<>();
    List<byte[]> fragments = new ArrayList<>();
    for (int sequence = 0; sequence < count; sequence++) {
      byte[] body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(3000)];
      random.nextBytes(body);
      HandshakeMessage message = new HandshakeMessage(CERTIFICATE, sequence, body);
      messages.add(message);
      fragments.addAll(cut(message, random));
    }
    Collections.shuffle(fragments, random);

    List<HandshakeMessage> assembled = new ArrayList<>();
    for (byte[] fragment : fragments) {
      fresh.add(fragment, 0, fragment.length, RecordFormat.PLAIN_EPOCH);
      for (HandshakeMessage m = fresh.poll(); m != null; m = fresh.poll()) {
        assembled.add(m);
      }
    }

    assertThat(encode(assembled)).isDeepEqualTo(encode(messages));
  }

  private static byte[][] encode(List<HandshakeMessage> messages) {
    return messages.stream().map(HandshakeMessage::encode).toArray(byte[][]::new);
  }

  /** Cuts it into pieces, some of them double or overlapping. */
  private static List<byte[]> cut(HandshakeMessage message, Random random) {
    List<byte[]> fragments = new ArrayList<>();
    int length = message.body().length;
    int at = 0;
    do {
      int piece = length == 0 ? 0 : 1 + random.nextInt(Math.min(1100, length - at));
      int back = random.nextInt(Math.min(at, 50) + 1);
      fragments.add(fragment(message, at - back, piece + back));
      if (random.nextInt(4) == 0) {
        fragments.add(fragment(message, at, piece));
      }
      at += piece;
    } while (at < length);
    return fragments;
  }

  private static byte[] fragment(HandshakeMessage message, int offset, int length) {
    byte[] fragment = new byte[HandshakeMessage.HEADER + length];
    HandshakeMessage.putHeader(
        fragment, 0, message.type(), message.body().length, message.sequence(), offset, length);
    System.arraycopy(message.body(), offset, fragment, HandshakeMessage.HEADER, length);
    return fragment;
  }

  @Test
  void severalMessagesInOneRecordAreAllTaken() {
    byte[] first = new HandshakeMessage(2, 0, new byte[] {1, 2}).encode();
    byte[] second = new HandshakeMessage(14, 1, new byte[0]).encode();
    byte[] record = new byte[first.length + second.length];
    System.arraycopy(first, 0, record, 0, first.length);
    System.arraycopy(second, 0, record, first.length, second.length);

    assembler.add(record, 0, record.length, RecordFormat.PLAIN_EPOCH);

    assertThat(assembler.poll()).extracting(HandshakeMessage::type).isEqualTo(2);
    assertThat(assembler.poll()).extracting(HandshakeMessage::type).isEqualTo(14);
    assertThat(assembler.poll()).isNull();
  }

  @Test
  void aMessageThatComesAgainIsNamed() {
    byte[] message = new HandshakeMessage(1, 0, new byte[5]).encode();

    assertThat(add(message, RecordFormat.PLAIN_EPOCH)).isEqualTo(MessageAssembler.NONE);
    assertThat(assembler.poll()).isNotNull();
    assertThat(add(message, RecordFormat.PLAIN_EPOCH)).isZero();
    assertThat(assembler.poll()).isNull();
  }

  @Test
  void finishedMustBeProtectedAndTheOthersMustNot() {
    add(new HandshakeMessage(HandshakeMessage.FINISHED, 0, new byte[12]).encode(), 0);
    add(new HandshakeMessage(CERTIFICATE, 0, new byte[12]).encode(), 1);
    assertThat(assembler.poll()).isNull();

    add(new HandshakeMessage(HandshakeMessage.FINISHED, 0, new byte[12]).encode(), 1);
    assertThat(assembler.poll()).isNotNull();
  }

  @Test
  void whatWouldFillTheMemoryIsNotKept() {
    HandshakeMessage far = new HandshakeMessage(CERTIFICATE, 17, new byte[1]);
    add(far.encode(), RecordFormat.PLAIN_EPOCH);
    byte[] huge = new byte[HandshakeMessage.HEADER];
    HandshakeMessage.putHeader(huge, 0, CERTIFICATE, 0xffffff, 0, 0, 0);
    add(huge, RecordFormat.PLAIN_EPOCH);
    for (int sequence = 0; sequence < 17; sequence++) {
      assertThat(assembler.poll()).isNull();
      add(
          new HandshakeMessage(CERTIFICATE, sequence, new byte[1]).encode(),
          RecordFormat.PLAIN_EPOCH);
      assertThat(assembler.poll()).isNotNull();
    }
    assertThat(assembler.poll()).isNull();
  }

  private int add(byte[] record, int epoch) {
    return assembler.add(record, 0, record.length, epoch);
  }
}
