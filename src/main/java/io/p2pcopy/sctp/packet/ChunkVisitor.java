package io.p2pcopy.sctp.packet;

/** Visits the chunks of a packet by type. */
public interface ChunkVisitor {

  void onData(DataChunk chunk) throws ProtocolViolationException;

  void onInit(InitChunk chunk);

  void onInitAck(InitAckChunk chunk) throws ProtocolViolationException;

  void onSack(SackChunk chunk) throws ProtocolViolationException;

  void onHeartbeat(HeartbeatChunk chunk);

  void onHeartbeatAck(HeartbeatAckChunk chunk);

  void onAbort(AbortChunk chunk);

  void onShutdown(ShutdownChunk chunk) throws ProtocolViolationException;

  void onShutdownAck(ShutdownAckChunk chunk);

  void onError(ErrorChunk chunk);

  void onCookieEcho(CookieEchoChunk chunk);

  void onCookieAck(CookieAckChunk chunk);

  void onShutdownComplete(ShutdownCompleteChunk chunk);

  void onReConfig(ReConfigChunk chunk) throws MalformedPacketException;

  void onForwardTsn(ForwardTsnChunk chunk) throws ProtocolViolationException;

  void onInterleavedForwardTsn(InterleavedForwardTsnChunk chunk);

  void onPacketFragment(PacketFragmentChunk chunk);

  void onUnknown(UnknownChunk chunk);
}
