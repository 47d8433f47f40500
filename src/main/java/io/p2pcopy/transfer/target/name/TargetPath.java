package io.p2pcopy.transfer.target.name;

/** Taking relative paths with {@code /} apart. */
public final class TargetPath {

  private TargetPath() {}

  /** Returns the last component. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns what comes before the last component, empty if nothing does. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  public static String child(String parent, String name) {
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  public static String sibling(String path, String name) {
    return child(parent(path), name);
  }
}
