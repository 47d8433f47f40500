package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.NativeName;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * How paths stand in the list: as text, or, where the text does not lead back to the path because
 * the locale has no characters for its bytes, as a URI, which does.
 */
final class DiskPath {

  private DiskPath() {}

  static void write(Path absolute, DataOutput out) throws IOException {
    boolean text = NativeName.isText(absolute);
    out.writeBoolean(text);
    out.writeUTF(text ? absolute.toString() : absolute.toUri().toString());
  }

  static Path read(DataInput in) throws IOException {
    boolean text = in.readBoolean();
    String path = in.readUTF();
    return text ? Path.of(path) : Path.of(URI.create(path));
  }
}
