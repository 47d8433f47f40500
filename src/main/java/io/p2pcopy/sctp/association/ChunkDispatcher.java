package io.p2pcopy.sctp.association;

import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.packet.AbortChunk;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.ChunkReader;
import io.p2pcopy.sctp.packet.ChunkType;
import io.p2pcopy.sctp.packet.ChunkVisitor;
import io.p2pcopy.sctp.packet.CookieAckChunk;
import io.p2pcopy.sctp.packet.CookieEchoChunk;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ErrorCause;
import io.p2pcopy.sctp.packet.ErrorChunk;
import io.p2pcopy.sctp.packet.ForwardTsnChunk;
import io.p2pcopy.sctp.packet.HeartbeatAckChunk;
import io.p2pcopy.sctp.packet.HeartbeatChunk;
import io.p2pcopy.sctp.packet.InitAckChunk;
import io.p2pcopy.sctp.packet.InitChunk;
import io.p2pcopy.sctp.packet.InterleavedForwardTsnChunk;
import io.p2pcopy.sctp.packet.MalformedPacketException;
import io.p2pcopy.sctp.packet.PacketFragmentChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.ReConfigChunk;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.packet.ShutdownAckChunk;
import io.p2pcopy.sctp.packet.ShutdownChunk;
import io.p2pcopy.sctp.packet.ShutdownCompleteChunk;
import io.p2pcopy.sctp.packet.UnknownChunk;
import io.p2pcopy.sctp.procedure.Shutdown;
import io.p2pcopy.sctp.rx.PacketReassembly;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Dispatches each chunk of a packet to its procedure, if the association's state allows it. */
final class ChunkDispatcher implements ChunkVisitor {

  private final Association association;
  private long now;
  private int tag;
  private boolean stopped;
  private boolean dataSeen;
  private final PacketReassembly packetReassembly = new PacketReassembly();
  private @Nullable ByteBuffer reassembled;

  ChunkDispatcher(Association association) {
    this.association = association;
  }

  /** Processes the chunks of a packet whose common header has been validated. */
  void process(long packetTime, int verificationTag, ChunkReader chunks)
      throws MalformedPacketException, ProtocolViolationException {
    now = packetTime;
    tag = verificationTag;
    stopped = false;
    dataSeen = false;
    Chunk chunk = chunks.next();
    while (chunk != null && !stopped && !association.isClosed()) {
      chunk.accept(this);
      chunk = chunks.next();
    }
    repeatShutdown();
  }

  /** Returns and clears the chunks of a packet reassembled from fragments, or null. */
  @Nullable ByteBuffer takeReassembled() {
    ByteBuffer chunks = reassembled;
    reassembled = null;
    return chunks;
  }

  @Override
  public void onData(DataChunk chunk) throws ProtocolViolationException {
    Association.Established established = association.established();
    if (established == null || !association.state().mayReceiveData()) {
      return;
    }
    if (chunk.interleaved() != established.receiver().isInterleaving()) {
      onUnexpectedKind(chunk);
      return;
    }
    if (chunk.payloadLength() == 0) {
      throw new ProtocolViolationException(
          "DATA without user data", ErrorCause.noUserData(chunk.tsn()));
    }
    if (!established.receiver().onData(chunk)) {
      ErrorCause cause = ErrorCause.invalidStream(chunk.streamId());
      association.outbox().add(new ErrorChunk(List.of(cause)));
    }
    dataSeen = true;
  }

  private void onUnexpectedKind(DataChunk chunk) throws ProtocolViolationException {
    if (chunk.interleaved()) {
      // I-DATA was not negotiated, so it is an unknown chunk type.
      onUnknown(UnknownChunk.of(chunk));
      return;
    }
    // RFC 8260, 2.2.1: "the receiver of the DATA chunk MUST abort the association by sending an
    // ABORT chunk".
    throw new ProtocolViolationException("DATA although I-DATA was negotiated");
  }

  @Override
  public void onInit(InitChunk chunk) {
    if (association.state() == SctpState.SHUTDOWN_ACK_SENT) {
      association.shutdownProcedure().repeatAck();
      return;
    }
    association.handshake().onInit(now, chunk);
  }

  @Override
  public void onInitAck(InitAckChunk chunk) throws ProtocolViolationException {
    association.handshake().onInitAck(now, chunk);
  }

  @Override
  public void onSack(SackChunk chunk) throws ProtocolViolationException {
    // From SHUTDOWN-SENT on, no DATA is outstanding that a SACK could acknowledge.
    if (association.state().maySendData()) {
      association.sender().onSack(now, chunk);
    }
  }

  @Override
  public void onHeartbeat(HeartbeatChunk chunk) {
    if (association.established() != null) {
      association.outbox().add(new HeartbeatAckChunk(chunk.information()));
    }
  }

  @Override
  public void onHeartbeatAck(HeartbeatAckChunk chunk) {
    if (association.pathMtu().onAck(now, chunk) || association.heartbeat().onAck(now, chunk)) {
      // RFC 9260, 8.3: "Upon the receipt of the HEARTBEAT ACK chunk ... the sender of the HEARTBEAT
      // chunk SHOULD clear the error counter".
      association.sender().onPeerAlive();
    }
  }

  @Override
  public void onAbort(AbortChunk chunk) {
    association.outbox().clear();
    association.close(CloseReason.ABORTED_BY_PEER, describe(chunk.causes()));
  }

  @Override
  public void onShutdown(ShutdownChunk chunk) throws ProtocolViolationException {
    if (association.established() == null) {
      return;
    }
    if (association.state().maySendData()) {
      association.sender().onCumulativeAck(now, chunk.cumulativeTsnAck());
    }
    if (association.shutdownProcedure().onShutdown(now)) {
      association.onPeerShutdown();
    }
  }

  @Override
  public void onShutdownAck(ShutdownAckChunk chunk) {
    Shutdown.Phase phase = association.shutdownProcedure().phase();
    if (phase == Shutdown.Phase.SENT || phase == Shutdown.Phase.ACK_SENT) {
      association.outbox().clear();
      association.outbox().addSolitary(peerTag(), new ShutdownCompleteChunk(false));
      association.close(CloseReason.SHUTDOWN, "everything was delivered");
    } else if (association.established() == null) {
      // RFC 9260, 8.5.1 E: in COOKIE-WAIT and COOKIE-ECHOED this packet is out of the blue.
      association.outbox().addSolitary(tag, new ShutdownCompleteChunk(true));
    }
  }

  @Override
  public void onShutdownComplete(ShutdownCompleteChunk chunk) {
    if (association.state() == SctpState.SHUTDOWN_ACK_SENT) {
      association.close(CloseReason.SHUTDOWN, "everything was delivered");
    }
  }

  @Override
  public void onError(ErrorChunk chunk) {
    for (ErrorCause cause : chunk.causes()) {
      if (cause.code() == ErrorCause.STALE_COOKIE) {
        association.handshake().onStaleCookie(now);
      }
    }
  }

  @Override
  public void onCookieEcho(CookieEchoChunk chunk) {
    if (association.handshake().onCookieEcho(now, tag, chunk)) {
      association.establish(now);
    }
  }

  @Override
  public void onCookieAck(CookieAckChunk chunk) {
    if (association.handshake().onCookieAck()) {
      association.establish(now);
    }
  }

  @Override
  public void onReConfig(ReConfigChunk chunk) throws MalformedPacketException {
    Association.Established established = association.established();
    if (established != null) {
      established.streamReset().onReConfig(now, chunk);
    }
  }

  @Override
  public void onForwardTsn(ForwardTsnChunk chunk) throws ProtocolViolationException {
    Association.Established established = association.established();
    if (established == null || !association.state().mayReceiveData()) {
      return;
    }
    if (established.receiver().isInterleaving()) {
      throw new ProtocolViolationException("FORWARD-TSN although I-DATA was negotiated");
    }
    established.receiver().onForwardTsn(chunk);
  }

  @Override
  public void onInterleavedForwardTsn(InterleavedForwardTsnChunk chunk) {
    Association.Established established = association.established();
    if (established != null && association.state().mayReceiveData()) {
      established.receiver().onForwardTsn(chunk);
    }
  }

  @Override
  public void onPacketFragment(PacketFragmentChunk chunk) {
    if (association.established() != null) {
      reassembled = packetReassembly.add(chunk);
    }
  }

  @Override
  public void onUnknown(UnknownChunk chunk) {
    if (ChunkType.reportsUnknown(chunk.type()) && association.established() != null) {
      ErrorCause cause = ErrorCause.unrecognizedChunk(chunk.toBytes());
      association.outbox().add(new ErrorChunk(List.of(cause)));
    }
    stopped = !ChunkType.skipsUnknown(chunk.type());
  }

  private void repeatShutdown() {
    Association.Established established = association.established();
    if (dataSeen && established != null && association.state() == SctpState.SHUTDOWN_SENT) {
      established.receiver().requestSack();
      association.shutdownProcedure().onData(now, established.receiver().cumulativeTsn());
    }
  }

  private int peerTag() {
    Association.Established established = association.established();
    return established == null ? tag : established.peer().tag();
  }

  private static String describe(List<ErrorCause> causes) {
    return causes.isEmpty()
        ? "no cause given"
        : causes.stream().map(ErrorCause::describe).collect(Collectors.joining(", "));
  }
}
