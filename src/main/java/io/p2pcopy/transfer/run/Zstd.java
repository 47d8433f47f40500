package io.p2pcopy.transfer.run;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the zstd library. Its native part is loaded on first use. If that fails, for example
 * because the directory is mounted noexec, blocks are not compressed.
 */
public final class Zstd {

  /** The compression level: fast enough for a fast network. */
  private static final int LEVEL = 1;

  // Contexts own native memory, so they are reused and never freed. There are as many as threads
  // have used at the same time.
  private static final Queue<ZstdCompressCtx> COMPRESSORS = new ConcurrentLinkedQueue<>();
  private static final Queue<ZstdDecompressCtx> DECOMPRESSORS = new ConcurrentLinkedQueue<>();

  private Zstd() {}

  /** Returns whether the native library could be loaded. */
  public static boolean works() {
    return Loaded.WORKS;
  }

  /**
   * Returns the compressed bytes, or {@code null} if there are more than {@code most} of them. Only
   * if {@link #works}.
   */
  public static byte @Nullable [] compress(byte[] content, int offset, int length, int most) {
    ZstdCompressCtx free = COMPRESSORS.poll();
    ZstdCompressCtx compressor = free == null ? new ZstdCompressCtx().setLevel(LEVEL) : free;
    try {
      byte[] compressed = new byte[most];
      int size = compressor.compressByteArray(compressed, 0, most, content, offset, length);
      return Arrays.copyOf(compressed, size);
    } catch (ZstdException e) {
      return null;
    } finally {
      COMPRESSORS.add(compressor);
    }
  }

  /**
   * Returns exactly {@code length} bytes, or {@code null} if the input does not decompress to that
   * length. Allocates no more than that, whatever size the frame header declares.
   */
  public static byte @Nullable [] decompress(
      byte[] compressed, int offset, int compressedLength, int length) {
    ZstdDecompressCtx free = DECOMPRESSORS.poll();
    ZstdDecompressCtx decompressor = free == null ? new ZstdDecompressCtx() : free;
    try {
      byte[] content = new byte[length];
      int size =
          decompressor.decompressByteArray(
              content, 0, length, compressed, offset, compressedLength);
      return size == length ? content : null;
    } catch (ZstdException e) {
      return null;
    } finally {
      DECOMPRESSORS.add(decompressor);
    }
  }

  /** Loads the library on first use. */
  private static final class Loaded {
    private static final boolean WORKS = load();

    private static boolean load() {
      try {
        Native.load();
        return Native.isLoaded();
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }
}
