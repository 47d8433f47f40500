package io.p2pcopy.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the number that the kernel gave a UDP socket of this process, which Java does not tell.
 * Linux only: from the local address to the inode by {@code /proc/self/net/udp}, and from the inode
 * to the number by {@code /proc/self/fd}.
 */
final class SocketFileDescriptor {

  static final int NONE = -1;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final Pattern COLUMNS = Pattern.compile("\\s+");
  private static final Path SELF = Path.of("/proc/self");
  private static final int LOCAL_ADDRESS_COLUMN = 1;
  private static final int INODE_COLUMN = 9;
  private static final int WORD = 4;

  private SocketFileDescriptor() {}

  /** Returns the file descriptor of the socket that is bound to {@code local}, or {@link #NONE}. */
  static int find(InetSocketAddress local) throws IOException {
    String inode = inode(local);
    if (inode == null) {
      return NONE;
    }
    String target = "socket:[" + inode + "]";
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (isLinkTo(descriptor, target)) {
          return Integer.parseInt(descriptor.getFileName().toString());
        }
      }
    }
    return NONE;
  }

  private static @Nullable String inode(InetSocketAddress local) throws IOException {
    byte[] address = local.getAddress().getAddress();
    String table = address.length == WORD ? "net/udp" : "net/udp6";
    String wanted = hex(local.getAddress()) + ":" + HEX.toHexDigits((short) local.getPort());
    for (String line : Files.readAllLines(SELF.resolve(table))) {
      List<String> columns = List.of(COLUMNS.split(line.trim(), -1));
      if (columns.size() > INODE_COLUMN && columns.get(LOCAL_ADDRESS_COLUMN).equals(wanted)) {
        return columns.get(INODE_COLUMN);
      }
    }
    return null;
  }

  /** The kernel prints each 32-bit word of an address as a number of its own byte order. */
  private static String hex(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < bytes.length; word += WORD) {
      for (int i = 0; i < WORD; i++) {
        text.append(HEX.toHexDigits(bytes[word + (little ? WORD - 1 - i : i)]));
      }
    }
    return text.toString();
  }

  private static boolean isLinkTo(Path descriptor, String target) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(target);
    } catch (IOException e) {
      // Closed since the directory was listed.
      return false;
    }
  }
}
