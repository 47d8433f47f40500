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
 * The zstd library. Its native part is loaded when it is first asked for; where that is not
 * possible, such as from a directory in which nothing may be executed, nothing is compressed.
 */
public final class Zstd {

  /** Fast enough that a fast network does not have to wait. */
  private static final int LEVEL = 1;

  // Contexts own native memory, so they are used again and never thrown away. There are as many as
  // threads have ever compressed at the same time.
  private static final Queue<ZstdCompressCtx> COMPRESSORS = new ConcurrentLinkedQueue<>();
  private static final Queue<ZstdDecompressCtx> DECOMPRESSORS = new ConcurrentLinkedQueue<>();

  private Zstd() {}

  /** Whether the library can be used on this machine. */
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
   * Returns exactly {@code length} bytes, or {@code null} if the compressed ones do not yield as
   * many. Needs no more memory than that, whatever the compressed bytes say.
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

  /** Loads the library once, when it is first needed. */
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
