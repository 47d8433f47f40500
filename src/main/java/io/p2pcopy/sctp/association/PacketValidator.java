package io.p2pcopy.sctp.association;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.AbortChunk;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.ChunkReader;
import io.p2pcopy.sctp.packet.ChunkType;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.procedure.Handshake;
import io.p2pcopy.sctp.procedure.PeerParameters;
import java.nio.ByteBuffer;

/** Validates the common header of received packets: ports, checksum, verification tag. */
final class PacketValidator {
  private final SctpConfig config;
  private final Handshake handshake;

  PacketValidator(SctpConfig config, Handshake handshake) {
    this.config = config;
    this.handshake = handshake;
  }

  boolean isWellFormed(ByteBuffer packet) {
    return packet.remaining() >= CommonHeader.LENGTH + Chunk.HEADER
        && CommonHeader.sourcePort(packet) == config.remotePort()
        && CommonHeader.destinationPort(packet) == config.localPort()
        && (acceptsZeroChecksum(packet) || CommonHeader.hasValidChecksum(packet));
  }

  /** Applies the verification tag rules of RFC 9260, sections 8.5 and 8.5.1. */
  boolean hasValidTag(int tag, ChunkReader chunks) {
    int type = chunks.peekType();
    if (type == ChunkType.INIT) {
      // 3.1: "a packet containing an INIT chunk MUST have a zero Verification Tag"; 3.3.2: it "MUST
      // NOT" be bundled.
      return tag == 0 && !chunks.isFollowed();
    }
    boolean reflectable = type == ChunkType.ABORT || type == ChunkType.SHUTDOWN_COMPLETE;
    if (reflectable && (chunks.peekFlags() & AbortChunk.REFLECTED_TAG) != 0) {
      PeerParameters peer = handshake.peer();
      return peer != null && tag == peer.tag();
    }
    return tag == handshake.localTag();
  }

  /** RFC 9653, 5.2: DTLS protects the packet, so peers with preshared INIT values omit it. */
  private boolean acceptsZeroChecksum(ByteBuffer packet) {
    return config.presharedInit() != null && CommonHeader.hasZeroChecksum(packet);
  }
}
