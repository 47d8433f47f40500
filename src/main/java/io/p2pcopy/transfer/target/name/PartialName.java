package io.p2pcopy.transfer.target.name;

/** What a file is called while it comes in: {@code .NAME.p2pcopy-part}. */
public final class PartialName {

  /** The names of journals begin with it. */
  public static final String JOURNAL_PREFIX = ".p2pcopy-journal-";

  static final String SUFFIX = ".p2pcopy-part";

  private PartialName() {}

  static String of(String name, int number, int maxBytes) {
    String insertion = number == 0 ? "" : " (" + number + ")";
    int room = maxBytes - 1 - SUFFIX.length();
    return "." + SafeName.shorten(name, insertion, room) + SUFFIX;
  }

  /** Tells whether a name, from a journal, can be one of these. */
  public static boolean is(String name) {
    return name.startsWith(".") && name.endsWith(SUFFIX) && name.indexOf('/') < 0;
  }
}
