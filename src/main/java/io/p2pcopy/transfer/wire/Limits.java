package io.p2pcopy.transfer.wire;

/** What a peer may send at most, as docs/transfer-protocol.md has it. */
public final class Limits {

  /** The largest message of either kind, in bytes. */
  public static final int MESSAGE = 65_536;

  /** The largest file in bytes: what the numbers of its blocks count. */
  public static final long FILE_SIZE = 1L << 52;

  /** The largest sum of bytes that a browser's numbers count exactly. */
  public static final long BYTES = (1L << 53) - 1;

  /** The range of a browser's {@code Date}, in milliseconds on either side of 1970. */
  public static final long TIME = 8_640_000_000_000_000L;

  /** The most entries in a list. */
  public static final long ENTRIES = (1L << 32) - 1;

  /** The most entries in one message. */
  public static final int ENTRIES_IN_MESSAGE = 1000;

  /** The longest path, and the longest target of a link, in UTF-16 units. */
  public static final int PATH = 4096;

  /** The most components of a path: directories may be nested so deep, less the file in them. */
  public static final int PATH_COMPONENTS = 256;

  /** The longest text message to a person, in UTF-16 units. */
  public static final int TEXT = 16_384;

  /** The longest remark beside an error, in UTF-16 units. */
  public static final int DETAIL = 300;

  /** The most hashes in one HAVE frame. */
  public static final int HASHES_IN_FRAME = 2000;

  /** The most hashes in HAVE frames of entries that have not ended. */
  public static final long HASHES_AHEAD = 1L << 21;

  /** The most bytes by which all files together may have grown since they were offered. */
  public static final long GROWTH = 64L << 20;

  /**
   * The most blocks in a HOLE frame of a file whose size nobody knows. Its size is not limited in
   * advance, so a sender has to send a frame for each 256 MiB of it.
   */
  public static final long HOLE_WITHOUT_SIZE = 256;

  /**
   * The most bytes that a sender's list may take in temporary files, of which the receiver keeps it
   * before anybody has accepted it: some six million files with paths of 150 bytes. Lists of a
   * million files are known; what is longer fills a disk that other programs need.
   */
  public static final long LIST_BYTES = 1L << 30;

  private Limits() {}
}
