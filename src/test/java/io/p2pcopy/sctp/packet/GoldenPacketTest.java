package io.p2pcopy.sctp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of each chunk type, written out from the layouts of the RFCs. */
class GoldenPacketTest {

  private static final byte[] COOKIE = {1, 2, 3, 4, 5};

  static Stream<Arguments> chunks() {
    return Stream.of(
        arguments(
            "01 00 001e deadbeef 00500000 ffff 0400 01020304 c000 0004 8008 0006 82c0",
            new InitChunk(
                new Initiation(
                    0xdeadbeef,
                    5 << 20,
                    65_535,
                    1024,
                    0x01020304,
                    List.of(
                        new Parameter(Parameter.FORWARD_TSN_SUPPORTED, new byte[0]),
                        new Parameter(
                            Parameter.SUPPORTED_EXTENSIONS,
                            new byte[] {(byte) 0x82, (byte) 0xc0}))))),
        arguments(
            "02 00 001d 00000001 ffffffff 0001 0002 ffffffff 0007 0009 0102030405",
            new InitAckChunk(
                new Initiation(
                    1,
                    0xffffffffL,
                    1,
                    2,
                    -1,
                    List.of(new Parameter(Parameter.STATE_COOKIE, COOKIE))))),
        arguments(
            "03 00 0020 00000010 0000ffff 0002 0002 0002 0003 0005 ffff 00000009 fffffffe",
            new SackChunk(
                16,
                65_535,
                new int[] {SackChunk.gapBlock(2, 3), SackChunk.gapBlock(5, 65_535)},
                new int[] {9, -2})),
        arguments("04 00 000c 0001 0008 cafebabe", new HeartbeatChunk(hex("00010008cafebabe"))),
        arguments("05 00 000c 0001 0008 cafebabe", new HeartbeatAckChunk(hex("00010008cafebabe"))),
        arguments("06 01 0004", new AbortChunk(true, List.of())),
        arguments(
            "06 00 0014 000c 0006 6f6b 0000 0009 0008 00000007",
            new AbortChunk(
                false, List.of(ErrorCause.userInitiatedAbort("ok"), ErrorCause.noUserData(7)))),
        arguments("07 00 0008 80000000", new ShutdownChunk(0x80000000)),
        arguments("08 00 0004", new ShutdownAckChunk()),
        arguments(
            "09 00 0016 0001 0008 0005 0000 0006 000a 4f 00 0006 0102",
            new ErrorChunk(
                List.of(
                    ErrorCause.invalidStream(5),
                    ErrorCause.unrecognizedChunk(hex("4f0000060102"))))),
        arguments("0a 00 0009 0102030405", new CookieEchoChunk(COOKIE)),
        arguments("0b 00 0004", new CookieAckChunk()),
        arguments("0e 01 0004", new ShutdownCompleteChunk(true)),
        arguments(
            "82 00 0018 000d 0014 00000001 00000002 00000003 0004 0005",
            new ReConfigChunk(
                List.of(new OutgoingResetRequest(1, 2, 3, new int[] {4, 5}).toParameter()))),
        arguments(
            "82 00 0010 0010 000c 00000009 00000006",
            new ReConfigChunk(
                List.of(new ReConfigResponse(9, ReConfigResponse.IN_PROGRESS).toParameter()))),
        arguments(
            "c0 00 000c 00000063 0001 0007", new ForwardTsnChunk(99, new int[] {1 << 16 | 7})),
        arguments(
            "c2 00 0018 00000063 0001 0000 00030004 0007 0001 ffffffff",
            new InterleavedForwardTsnChunk(
                99,
                List.of(
                    new InterleavedForwardTsnChunk.Skipped(1, false, 0x30004),
                    new InterleavedForwardTsnChunk.Skipped(7, true, -1)))),
        arguments("3f 05 0007 010203", new UnknownChunk(0x3f, 5, new byte[] {1, 2, 3})));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aChunkIsWrittenAsTheRfcsDrawIt(String bytes, Chunk chunk) {
    var out = ByteBuffer.allocate(100);
    chunk.writeTo(out);

    assertThat(HexFormat.of().formatHex(out.array(), 0, chunk.length()))
        .isEqualTo(bytes.replace(" ", ""));
    assertThat(out.position()).isEqualTo(Chunk.padded(chunk.length()));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aChunkIsReadAsTheRfcsDrawIt(String bytes, Chunk chunk) throws Exception {
    byte[] value = hex(bytes.replace(" ", ""));
    var packet = ByteBuffer.allocate(CommonHeader.LENGTH + Chunk.padded(value.length));
    packet.position(CommonHeader.LENGTH).put(value).clear();

    assertThat(new ChunkReader(packet).next()).usingRecursiveComparison().isEqualTo(chunk);
  }

  @Test
  void dataIsReadAndWritten() throws Exception {
    var out = ByteBuffer.allocate(CommonHeader.LENGTH + 20);
    out.position(CommonHeader.LENGTH);
    int flags = DataChunk.IMMEDIATE | DataChunk.BEGIN | DataChunk.END;
    DataChunk.writeHeader(out, false, flags, 1, 2, 3, 53, 0, 3);
    DataChunk.writePayload(out, new byte[] {9, 7, 7, 7, 9}, 1, 3);
    assertThat(HexFormat.of().formatHex(out.array(), CommonHeader.LENGTH, out.limit()))
        .isEqualTo("000b0013" + "00000001" + "00020003" + "00000035" + "07070700");

    var chunk = (DataChunk) Objects.requireNonNull(new ChunkReader(out.clear()).next());
    byte[] payload = new byte[3];
    chunk.copyPayload(payload, 0);
    assertThat(payload).containsExactly(7, 7, 7);
    assertThat(chunk.tsn()).isEqualTo(1);
    assertThat(chunk.streamId()).isEqualTo(2);
    assertThat(chunk.sequence()).isEqualTo(3);
    assertThat(chunk.payloadProtocolId()).isEqualTo(53);
    assertThat(chunk.isImmediate() && chunk.isBegin() && chunk.isEnd()).isTrue();
    assertThat(chunk.isUnordered()).isFalse();
  }

  @Test
  void theFirstFragmentOfIDataHasTheProtocolAndLaterOnesTheirNumber() throws Exception {
    var out = ByteBuffer.allocate(CommonHeader.LENGTH + 2 * 24);
    out.position(CommonHeader.LENGTH);
    DataChunk.writeHeader(out, true, DataChunk.BEGIN, 1, 2, 0x30004, 53, 0, 4);
    DataChunk.writePayload(out, new byte[] {1, 2, 3, 4}, 0, 4);
    int flags = DataChunk.UNORDERED | DataChunk.END;
    DataChunk.writeHeader(out, true, flags, 9, 2, 0x30004, 53, 7, 2);
    DataChunk.writePayload(out, new byte[] {5, 6}, 0, 2);
    assertThat(HexFormat.of().formatHex(out.array(), CommonHeader.LENGTH, out.limit()))
        .isEqualTo(
            ("40020018" + "00000001" + "00020000" + "00030004" + "00000035" + "01020304")
                + ("40050016" + "00000009" + "00020000" + "00030004" + "00000007" + "05060000"));

    var reader = new ChunkReader(out.clear());
    var first = (DataChunk) Objects.requireNonNull(reader.next());
    assertThat(first.interleaved() && first.isBegin() && !first.isEnd()).isTrue();
    assertThat(first.sequence()).isEqualTo(0x30004);
    assertThat(first.payloadProtocolId()).isEqualTo(53);
    assertThat(first.fragment()).isZero();
    var last = (DataChunk) Objects.requireNonNull(reader.next());
    assertThat(last.isUnordered() && last.isEnd()).isTrue();
    assertThat(last.tsn()).isEqualTo(9);
    assertThat(last.fragment()).isEqualTo(7);
    assertThat(last.payloadLength()).isEqualTo(2);
  }

  @Test
  void aPacketCarriesTheChecksumLeastSignificantByteFirst() {
    var out = ByteBuffer.allocate(64);
    CommonHeader.begin(out, 5000, 5000, 0x01020304);
    new CookieAckChunk().writeTo(out);
    CommonHeader.finish(out, 0);
    out.flip();

    var crc = new java.util.zip.CRC32C();
    crc.update(hex("1388138801020304000000000b000004"));
    int littleEndian = Integer.reverseBytes((int) crc.getValue());
    assertThat(HexFormat.of().formatHex(out.array(), 0, out.limit()))
        .isEqualTo("1388138801020304" + HexFormat.of().toHexDigits(littleEndian) + "0b000004");
    assertThat(CommonHeader.hasValidChecksum(out)).isTrue();
    out.put(13, (byte) 1);
    assertThat(CommonHeader.hasValidChecksum(out)).isFalse();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
