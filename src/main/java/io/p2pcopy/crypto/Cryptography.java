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
 * Provides AES-GCM and SHA-256 from native code (AWS-LC), which is fast from the first byte, or
 * from the Java platform where the native code cannot be loaded. The platform's code is slow until
 * the JIT compiler has optimized it.
 *
 * <p>The first call loads the native code, which takes some tenths of a second. Thread-safe; the
 * returned objects are not.
 */
public final class Cryptography {

  private static final String AES_GCM = "AES/GCM/NoPadding";
  private static final String SHA_256 = "SHA-256";

  /** The library name that the provider passes to {@link System#loadLibrary}. */
  private static final String LIBRARY = "amazonCorrettoCryptoProvider";

  private Cryptography() {}

  /** Returns whether the native code is in use. */
  public static boolean isNative() {
    return Loaded.PROVIDER != null;
  }

  /** Returns a new, uninitialized AES-GCM cipher. */
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

  /** Returns a new SHA-256 digest for large content. */
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

  /** Returns a new SHA-256 digest for a few bytes, without loading the native code. */
  public static MessageDigest platformSha256() {
    try {
      return MessageDigest.getInstance(SHA_256);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /**
   * Unpacks the native library into a directory on the library path and loads it, unless it is
   * loaded already. A library that cannot be loaded is deleted.
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

    /** {@code -Dp2pcopy.native-crypto=false} disables the native code, for comparison. */
    private static @Nullable Provider load() {
      if ("false".equals(System.getProperty("p2pcopy.native-crypto"))) {
        return null;
      }
      try {
        // Not registered with the platform: other code in this process keeps its providers.
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        if (provider.getLoadingError() != null) {
          return null;
        }
        // An Oracle JDK accepts ciphers from signed jars only.
        Cipher.getInstance(AES_GCM, provider);
        return provider;
      } catch (LinkageError | RuntimeException | GeneralSecurityException e) {
        return null;
      }
    }
  }
}
