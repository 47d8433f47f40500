package io.p2pcopy.transfer.file;

/** Tells which symbolic links cannot lead out of the tree that they are in. */
public final class LinkTarget {

  private LinkTarget() {}

  /**
   * Tells whether a link with this text stays in the top directory of its tree. It must be
   * relative, and may go up only at its beginning: {@code link/..} can be anywhere, {@code ../name}
   * cannot.
   *
   * @param path the link's own, relative, with {@code /} between the components
   */
  public static boolean staysInside(String path, String target) {
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\\') >= 0) {
      return false;
    }
    long room = path.chars().filter(c -> c == '/').count() - 1;
    if (room < 0 || target.indexOf(':') >= 0 || target.indexOf('\0') >= 0) {
      return false;
    }
    boolean down = false;
    for (String component : target.split("/", -1)) {
      if (!component.equals("..")) {
        down |= !component.isEmpty() && !component.equals(".");
        continue;
      }
      if (down || --room < 0) {
        return false;
      }
    }
    return true;
  }
}
