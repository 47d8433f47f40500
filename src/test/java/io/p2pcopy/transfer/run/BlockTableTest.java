package io.p2pcopy.transfer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.MerkleRoot;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The hashes of a file that is larger than what is kept of them in memory. */
class BlockTableTest {

  private static final int BLOCKS = 50_000;

  private final BlockTable table = new BlockTable();

  @Test
  void hashesOfALargeFileAreRememberedAndTakeLittleMemory() throws Exception {
    byte[] all = new byte[BLOCKS * BlockHash.LENGTH];
    new Random(1).nextBytes(all);
    for (int block = 0; block < BLOCKS; block++) {
      table.put(block, all, block * BlockHash.LENGTH);
    }
    var random = new Random(2);
    for (int i = 0; i < 2000; i++) {
      int block = random.nextInt(BLOCKS);
      ByteBuffer.wrap(all).putInt(block * BlockHash.LENGTH, i);
      table.put(block, all, block * BlockHash.LENGTH);
    }

    assertThat(table.bytesInMemory()).isLessThan(300 << 10);
    assertThat(table.holds(0, hash(all, 0))).isTrue();
    assertThat(table.holds(BLOCKS / 2, hash(all, BLOCKS / 2))).isTrue();
    assertThat(table.holds(BLOCKS / 2, hash(all, 0))).isFalse();
    long size = (long) BLOCKS * Blocks.SIZE;
    assertThat(table.root(size)).isEqualTo(MerkleRoot.of(size, all));
    table.close();
  }

  @Test
  void holesOverwriteWhatLiesInTheFile() throws Exception {
    byte[] hash = hash(new byte[BlockHash.LENGTH], 0);
    hash[0] = 1;
    for (long block = 0; block < BLOCKS; block++) {
      table.put(block, hash, 0);
    }
    table.putHoles(1, BLOCKS - 1);

    var root = new MerkleRoot();
    root.add(hash, 0);
    root.addRun(BlockTable.HOLE, BLOCKS - 1);
    long size = (long) BLOCKS * Blocks.SIZE;
    assertThat(table.root(size)).isEqualTo(root.of(size));
    assertThat(table.bytesInMemory()).isLessThan(300 << 10);
    table.close();
  }

  private static byte[] hash(byte[] all, int block) {
    byte[] hash = new byte[BlockHash.LENGTH];
    System.arraycopy(all, block * BlockHash.LENGTH, hash, 0, BlockHash.LENGTH);
    return hash;
  }
}
