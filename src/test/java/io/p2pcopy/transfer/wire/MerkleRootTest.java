package io.p2pcopy.transfer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The root against the definition of docs/transfer-protocol.md, written down once more. */
class MerkleRootTest {

  @Property
  void theRootIsTheOneOfTheDefinition(
      @ForAll @IntRange(max = 300) int blocks, @ForAll @LongRange(min = 0) long size) {
    byte[] hashes = hashes(blocks);

    assertThat(MerkleRoot.of(size, hashes)).isEqualTo(rootByDefinition(size, hashes));
  }

  @Property
  void aRunCountsAsItsBlocks(
      @ForAll @IntRange(max = 70) int before,
      @ForAll @IntRange(max = 300) int run,
      @ForAll @IntRange(max = 70) int after) {
    byte[] hash = hashes(1);
    byte[] all = hashes(before + run + after);
    for (int block = before; block < before + run; block++) {
      System.arraycopy(hash, 0, all, block * BlockHash.LENGTH, BlockHash.LENGTH);
    }
    var root = new MerkleRoot();
    for (int block = 0; block < before; block++) {
      root.add(all, block * BlockHash.LENGTH);
    }
    root.addRun(hash, run);
    for (int block = before + run; block < before + run + after; block++) {
      root.add(all, block * BlockHash.LENGTH);
    }

    assertThat(root.of(1)).isEqualTo(rootByDefinition(1, all));
  }

  @Test
  void theRootOfAnEmptyFileIsKnown() {
    assertThat(HexFormat.of().formatHex(MerkleRoot.of(0, new byte[0])))
        .isEqualTo(HexFormat.of().formatHex(sha256(new byte[] {2}, new byte[8], new byte[32])));
  }

  @Test
  void theRootCanBeAskedForInBetween() {
    byte[] hashes = hashes(7);
    var root = new MerkleRoot();
    for (int block = 0; block < 7; block++) {
      root.add(hashes, block * BlockHash.LENGTH);
      byte[] soFar = Arrays.copyOf(hashes, (block + 1) * BlockHash.LENGTH);

      assertThat(root.of(block)).isEqualTo(rootByDefinition(block, soFar));
    }
    assertThat(root.count()).isEqualTo(7);
  }

  @Property
  void theBlocksOfAFileCoverIt(@ForAll @LongRange(min = 0, max = (1L << 53) - 1) long size) {
    long count = Blocks.count(size);

    if (size == 0) {
      assertThat(count).isZero();
    } else {
      assertThat(Blocks.length(size, count - 1)).isBetween(1, Blocks.SIZE);
      assertThat(Blocks.offset(count - 1) + Blocks.length(size, count - 1)).isEqualTo(size);
    }
  }

  private static byte[] hashes(int blocks) {
    byte[] hashes = new byte[blocks * BlockHash.LENGTH];
    new Random(blocks).nextBytes(hashes);
    return hashes;
  }

  private static byte[] rootByDefinition(long size, byte[] hashes) {
    byte[] top = hashes.length == 0 ? new byte[BlockHash.LENGTH] : top(hashes);
    return sha256(new byte[] {2}, ByteBuffer.allocate(8).putLong(0, size).array(), top);
  }

  private static byte[] top(byte[] hashes) {
    int count = hashes.length / BlockHash.LENGTH;
    if (count == 1) {
      return hashes;
    }
    int left = Integer.highestOneBit(count - 1) * BlockHash.LENGTH;
    return sha256(
        new byte[] {1},
        top(Arrays.copyOf(hashes, left)),
        top(Arrays.copyOfRange(hashes, left, hashes.length)));
  }

  private static byte[] sha256(byte[]... parts) {
    MessageDigest digest = BlockHash.sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
