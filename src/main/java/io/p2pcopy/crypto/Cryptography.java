package io.p2pcopy.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms that every byte goes through. They come from native code (AWS-LC), which is fast
 * from its first byte on; where that cannot be loaded, from the Java platform, which is slow until
 * the second compiler has had it.
 *
 * <p>The first call loads the native code, which takes some tenths of a second. Safe for use by any
 * thread; what is returned is for one thread.
 */
public final class Cryptography {

  private static final String AES_GCM = "AES/GCM/NoPadding";
  private static final String SHA_256 = "SHA-256";

  /** What the provider asks the virtual machine for. */
  private static final String LIBRARY = "amazonCorrettoCryptoProvider";

  private Cryptography() {}

  /** Whether native code does the work. */
  public static boolean isNative() {
    return Loaded.PROVIDER != null;
  }

  /** Returns a new cipher for AES-GCM, not initialised. */
  public static Cipher aesGcm() {
    try {
      Provider provider = Loaded.PROVIDER;
      return provider == null ? platformAesGcm() : Cipher.getInstance(AES_GCM, provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES-GCM", e);
    }
  }

  /** The JDK's own provider first: an application may have put a far slower one before it. */
  private static Cipher platformAesGcm() throws GeneralSecurityException {
    try {
      return Cipher.getInstance(AES_GCM, "SunJCE");
    } catch (GeneralSecurityException noSuchProvider) {
      return Cipher.getInstance(AES_GCM);
    }
  }

  /** Returns a new digest for SHA-256, for much content. */
  public static MessageDigest sha256() {
    Provider provider = Loaded.PROVIDER;
    if (provider == null) {
      return platformSha256();
    }
    try {
      return MessageDigest.getInstance(SHA_256, provider);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the native code lacks SHA-256", e);
    }
  }

  /** Returns a new digest for SHA-256 that loads nothing, for a few bytes. */
  public static MessageDigest platformSha256() {
    try {
      return MessageDigest.getInstance(SHA_256);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /**
   * Unpacks the native code into a directory that the virtual machine searches for libraries, and
   * loads it from there if it has not been loaded yet. What cannot be loaded is deleted again.
   */
  public static void unpack(Path directory) throws IOException {
    String name = System.mapLibraryName(LIBRARY);
    Path unpacked = directory.resolve(name);
    try (InputStream library = AmazonCorrettoCryptoProvider.class.getResourceAsStream(name)) {
      if (library != null) {
        Files.copy(library, unpacked);
      }
    }
    if (!isNative()) {
      Files.deleteIfExists(unpacked);
    }
  }

  /** Loads the native code once, when it is first needed. */
  private static final class Loaded {
    private static final @Nullable Provider PROVIDER = load();

    /** {@code -Dp2pcopy.native-crypto=false} does without, to compare. */
    private static @Nullable Provider load() {
      if ("false".equals(System.getProperty("p2pcopy.native-crypto"))) {
        return null;
      }
      try {
        // Not registered with the platform: what else runs in this process keeps its own.
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        if (provider.getLoadingError() != null) {
          return null;
        }
        // An Oracle JDK takes ciphers from signed jars only.
        Cipher.getInstance(AES_GCM, provider);
        return provider;
      } catch (LinkageError | RuntimeException | GeneralSecurityException e) {
        return null;
      }
    }
  }
}
