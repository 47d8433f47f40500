package io.p2pcopy.hostile;

import io.p2pcopy.dtls.DtlsCloseReason;
import io.p2pcopy.dtls.DtlsIdentity;
import io.p2pcopy.dtls.DtlsListener;
import io.p2pcopy.dtls.DtlsRole;
import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceConfig;
import io.p2pcopy.ice.IceListener;
import io.p2pcopy.ice.IceState;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.BindPolicy;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.sctp.sim.ImpolitePeer;
import io.p2pcopy.sctp.sim.PacketForge;
import io.p2pcopy.sctp.sim.SeenPacket;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.SessionDescription;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Speaks SCTP by hand over real ICE and DTLS on this computer, which keep to their standards. */
public final class SctpPeer implements SctpByHand, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int STREAMS = 65_535;

  private final SecureRandom random = new SecureRandom();
  private final EventLoop loop = EventLoop.start("hostile-sctp", Clock.system(), thrown -> {});
  private final DtlsIdentity identity = DtlsIdentity.generate(random, Clock.timeOfDay());
  private final DerivedCredentials credentials = DerivedCredentials.of(secret(random));
  private final Layers layers = new Layers();
  private final IceTransport ice =
      IceTransport.open(
          IceConfig.local().withLoopback(true),
          credentials,
          loop,
          AddressSource.system(true, BindPolicy.ANY),
          layers);
  private final CompletableFuture<Void> secured = new CompletableFuture<>();
  private final BlockingQueue<SeenPacket> received = new LinkedBlockingQueue<>();
  private volatile @Nullable DtlsTransport dtls;
  private volatile int theirTag;
  private volatile int theirFirstTsn;

  private static byte[] secret(SecureRandom random) {
    byte[] secret = new byte[DerivedCredentials.SECRET_LENGTH];
    random.nextBytes(secret);
    return secret;
  }

  /** Returns the text of an invite, for the other side. */
  public String invite() throws Exception {
    return BlobCodec.encode(describe(SessionDescription.Type.OFFER));
  }

  /** Takes the other side's reply to the invite. */
  public void accept(String reply) throws Exception {
    begin(IceRole.CONTROLLING, BlobCodec.decode(reply));
  }

  /** Returns the text of the reply to the other side's invite. */
  public String reply(String invite) throws Exception {
    SessionDescription offer = BlobCodec.decode(invite);
    SessionDescription answer = describe(SessionDescription.Type.ANSWER).answering(offer);
    begin(IceRole.CONTROLLED, offer);
    return BlobCodec.encode(answer);
  }

  /** The offerer is the DTLS client, as in every connection of the program. */
  private SessionDescription describe(SessionDescription.Type type) throws Exception {
    boolean offer = type == SessionDescription.Type.OFFER;
    return new SessionDescription(
        type,
        credentials,
        identity.fingerprint(),
        offer ? DtlsSetup.ACTIVE : DtlsSetup.PASSIVE,
        SessionDescription.OWN_MAX_MESSAGE_SIZE,
        ice.gather().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  private void begin(IceRole role, SessionDescription peer) {
    loop.execute(
        () -> {
          dtls =
              DtlsTransport.create(
                  identity,
                  role == IceRole.CONTROLLING ? DtlsRole.CLIENT : DtlsRole.SERVER,
                  peer.fingerprint(),
                  PATIENCE,
                  random,
                  Clock.system(),
                  loop,
                  layers);
          ice.start(role, peer.credentials(), peer.candidates());
        });
  }

  /** Sets the association up, with an INIT of this side. */
  public SctpPeer connect() throws Exception {
    secured.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    send(PacketForge.packet(0).chunk(SeenPacket.INIT, 0, ImpolitePeer.init(STREAMS, false)));
    SeenPacket initAck = await(SeenPacket.INIT_ACK);
    ByteBuffer chunk = ByteBuffer.wrap(initAck.bytes());
    theirTag = chunk.getInt(16);
    theirFirstTsn = chunk.getInt(28);
    send(packet().chunk(SeenPacket.COOKIE_ECHO, 0, ImpolitePeer.cookie(initAck)));
    await(SeenPacket.COOKIE_ACK);
    return this;
  }

  /** Whether the other side still answers, or has ended the association properly. */
  public boolean isAnswered() throws Exception {
    send(packet().chunk(SeenPacket.HEARTBEAT, 0, new byte[] {0, 1, 0, 8, 1, 2, 3, 4}));
    try {
      await(
          SeenPacket.HEARTBEAT_ACK,
          SeenPacket.ABORT,
          SeenPacket.SHUTDOWN,
          SeenPacket.SHUTDOWN_ACK,
          SeenPacket.SHUTDOWN_COMPLETE);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Ends the association, as somebody does who has no more to say. */
  public void abort() {
    send(packet().chunk(SeenPacket.ABORT, 0, new byte[0]));
  }

  /**
   * Waits for a packet with one of these chunks in it, and drops others.
   *
   * @return a packet without content if the other side has ended the connection below
   */
  private SeenPacket await(int... types) throws InterruptedException, TimeoutException {
    while (true) {
      SeenPacket packet = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (packet == null) {
        throw new TimeoutException("no answer");
      }
      if (packet.length() == 0 || Arrays.stream(types).anyMatch(packet::has)) {
        return packet;
      }
    }
  }

  @Override
  public PacketForge packet() {
    return PacketForge.packet(theirTag);
  }

  @Override
  public void send(PacketForge packet) {
    byte[] bytes = packet.build();
    loop.execute(
        () -> {
          DtlsTransport records = dtls;
          if (records != null && records.isConnected()) {
            byte[] record = new byte[bytes.length + DtlsTransport.OVERHEAD];
            System.arraycopy(bytes, 0, record, DtlsTransport.HEADROOM, bytes.length);
            int length = records.seal(record, 0, bytes.length);
            ice.outgoing()
                .send(ByteBuffer.allocateDirect(length).put(record, 0, length).flip(), length);
          }
        });
  }

  @Override
  public int firstTsn() {
    return ImpolitePeer.FIRST_TSN;
  }

  @Override
  public int theirFirstTsn() {
    return theirFirstTsn;
  }

  @Override
  public void close() {
    loop.execute(
        () -> {
          DtlsTransport records = dtls;
          if (records != null) {
            records.close();
          }
          ice.close();
        });
    loop.close();
  }

  /** What is below the association, and what comes up from there. */
  private final class Layers implements IceListener, DtlsListener {

    private boolean started;

    @Override
    public void stateChanged(IceState state) {
      DtlsTransport records = dtls;
      if (state == IceState.CONNECTED && records != null && !started) {
        started = true;
        records.start();
      }
    }

    @Override
    public PacketVerdict packetReceived(ByteBuffer packet, InetSocketAddress source) {
      DtlsTransport records = dtls;
      if (records == null) {
        return PacketVerdict.UNVERIFIED;
      }
      long before = records.newestSequence();
      records.handleDatagram(packet);
      return records.newestSequence() > before ? PacketVerdict.NEWEST : PacketVerdict.UNVERIFIED;
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      ice.outgoing().send(datagram, datagram.remaining());
    }

    @Override
    public void connected() {
      secured.complete(null);
    }

    @Override
    public void applicationData(ByteBuffer plaintext) {
      received.add(new SeenPacket(plaintext));
    }

    @Override
    public void closed(DtlsCloseReason reason, String detail) {
      secured.completeExceptionally(new IllegalStateException(detail));
      received.add(new SeenPacket(ByteBuffer.allocate(0)));
    }
  }
}
