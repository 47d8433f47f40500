package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.EntryRecord;
import io.p2pcopy.transfer.target.Placement.State;
import io.p2pcopy.transfer.wire.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A {@link Placement}, and what only the target has to know.
 *
 * @param there the path of what may be the content, or a part of it; empty if nothing is
 * @param ours whether an earlier attempt made what is there, and nobody has touched it since
 */
record Place(Placement placement, String there, boolean ours) {

  byte[] encode() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    EntryRecord.write(placement.entry(), out);
    out.writeUTF(placement.path());
    out.writeUTF(placement.state().name());
    out.writeBoolean(placement.sourceChanged());
    out.writeUTF(there);
    out.writeBoolean(ours);
    return bytes.toByteArray();
  }

  static Place decode(long number, byte[] record) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(record));
    Entry entry = EntryRecord.read(in);
    String path = in.readUTF();
    State state = State.valueOf(in.readUTF());
    var placement = new Placement(number, entry, path, state, in.readBoolean());
    return new Place(placement, in.readUTF(), in.readBoolean());
  }
}
