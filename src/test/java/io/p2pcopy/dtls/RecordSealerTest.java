package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSealerTest {

  private static final TrafficKey KEY = key(16);

  private final RecordSealer sealer = new RecordSealer(KEY);
  private final RecordOpener opener = new RecordOpener(KEY);

  @Test
  void theHeaderIsThatOfTheRfc() {
    byte[] record = new byte[4 + DtlsTransport.OVERHEAD];
    sealer.seal(RecordFormat.APPLICATION_DATA, 0x0102_0304_0506L, record, 0, 4);

    assertThat(HexFormat.of().formatHex(record, 0, DtlsTransport.HEADROOM))
        .isEqualTo("17" + "fefd" + "0001" + "010203040506" + "001c" + "0001010203040506");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void anIndependentAesGcmComesToTheSameBytes(int keyLength) throws Exception {
    TrafficKey key = key(keyLength);
    byte[] plain = "sixteen bytes, then some more".getBytes(StandardCharsets.US_ASCII);
    byte[] record = new byte[plain.length + DtlsTransport.OVERHEAD];
    System.arraycopy(plain, 0, record, DtlsTransport.HEADROOM, plain.length);
    new RecordSealer(key).seal(RecordFormat.APPLICATION_DATA, 7, record, 0, plain.length);

    byte[] nonce = HexFormat.of().parseHex("a0a1a2a3" + "0001000000000007");
    byte[] additional = HexFormat.of().parseHex("0001000000000007" + "17" + "fefd" + "001d");
    byte[] expected = new byte[plain.length + 16];
    var gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
    gcm.init(
        true, new AEADParameters(new KeyParameter(key.key().getEncoded()), 128, nonce, additional));
    int written = gcm.processBytes(plain, 0, plain.length, expected, 0);
    gcm.doFinal(expected, written);

    assertThat(Arrays.copyOfRange(record, DtlsTransport.HEADROOM, record.length))
        .isEqualTo(expected);
  }

  @Property(tries = 200)
  void whatIsSealedOpensAgain(
      @ForAll @Size(max = 2000) byte[] plain,
      @ForAll @LongRange(min = 0, max = RecordFormat.MAX_SEQUENCE) long sequence,
      @ForAll @IntRange(max = 50) int offset) {
    byte[] array = new byte[offset + plain.length + DtlsTransport.OVERHEAD];
    System.arraycopy(plain, 0, array, offset + DtlsTransport.HEADROOM, plain.length);
    RecordSealer fresh = new RecordSealer(KEY);

    int length = fresh.seal(RecordFormat.APPLICATION_DATA, sequence, array, offset, plain.length);
    byte[] opened = new byte[2000 + RecordFormat.TAG];
    int openedLength = new RecordOpener(KEY).open(array, offset, opened);

    assertThat(length).isEqualTo(plain.length + DtlsTransport.OVERHEAD);
    assertThat(Arrays.copyOf(opened, openedLength)).isEqualTo(plain);
    assertThat(RecordFormat.sequence(array, offset)).isEqualTo(sequence);
  }

  @Test
  void anOpenerGoesOnAfterAForgery() {
    byte[] record = new byte[10 + DtlsTransport.OVERHEAD];
    sealer.seal(RecordFormat.APPLICATION_DATA, 1, record, 0, 10);
    byte[] forged = record.clone();
    forged[forged.length - 1] ^= 1;
    byte[] plain = new byte[100];

    assertThat(opener.open(forged, 0, plain)).isEqualTo(RecordOpener.FORGED);
    assertThat(opener.open(record, 0, plain)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void aFloodOfForgeriesIsToldWithoutExceptionsAndHidesNoRecord(int keyLength) {
    TrafficKey key = key(keyLength);
    RecordOpener flooded = new RecordOpener(key);
    byte[] plain = "what the peer has sent".getBytes(StandardCharsets.US_ASCII);
    byte[] record = new byte[plain.length + DtlsTransport.OVERHEAD];
    System.arraycopy(plain, 0, record, DtlsTransport.HEADROOM, plain.length);
    new RecordSealer(key).seal(RecordFormat.APPLICATION_DATA, 1, record, 0, plain.length);
    byte[] opened = new byte[RecordFormat.MAX_PLAINTEXT + RecordFormat.TAG];

    for (int place = 0; place < record.length * 100; place++) {
      byte[] forged = record.clone();
      int changed = place % record.length;
      if (changed == 11 || changed == 12 || changed == 1 || changed == 2) {
        // The length, which must be right, and the version, which is not the record's.
        continue;
      }
      forged[changed] ^= 1;
      assertThat(flooded.open(forged, 0, opened)).isEqualTo(RecordOpener.FORGED);
      if (place % 3 == 0) {
        assertThat(flooded.open(record, 0, opened)).isEqualTo(plain.length);
        assertThat(Arrays.copyOf(opened, plain.length)).isEqualTo(plain);
      }
    }
    assertThat(flooded.isFlooded()).isTrue();

    for (int i = 0; i < 2000; i++) {
      assertThat(flooded.open(record, 0, opened)).isEqualTo(plain.length);
    }
    assertThat(flooded.isFlooded()).isFalse();
  }

  @Test
  void theSequenceNumbersEnd() {
    byte[] record = new byte[DtlsTransport.OVERHEAD];
    assertThatThrownBy(
            () ->
                sealer.seal(
                    RecordFormat.APPLICATION_DATA, RecordFormat.MAX_SEQUENCE + 1, record, 0, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static TrafficKey key(int length) {
    byte[] key = new byte[length];
    for (int i = 0; i < length; i++) {
      key[i] = (byte) (3 * i);
    }
    byte[] salt = HexFormat.of().parseHex("a0a1a2a3");
    return new TrafficKey(new SecretKeySpec(key, "AES"), salt);
  }
}
