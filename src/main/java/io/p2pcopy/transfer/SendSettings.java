package io.p2pcopy.transfer;

/**
 * Settings of a sender.
 *
 * @param compress whether to compress blocks that shrink, if the receiver supports it
 * @param bytesPerSecond the highest rate of content in bytes per second, 0 for no limit
 * @param words asked before any content is sent
 */
public record SendSettings(boolean compress, long bytesPerSecond, WordsQuestion words) {

  /** Compresses, has no rate limit and asks no questions. */
  public static final SendSettings DEFAULT =
      new SendSettings(true, RateLimit.NONE, WordsQuestion.NOT_ASKED);

  /**
   * Checks the ranges.
   *
   * @param compress whether blocks that get shorter by it are compressed, if the receiver can do
   *     that
   * @param bytesPerSecond how fast content is sent at most, 0 for no limit
   * @param words asked before any content is sent
   */
  public SendSettings {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("bytesPerSecond is negative");
    }
  }
}
