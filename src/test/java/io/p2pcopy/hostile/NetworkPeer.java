package io.p2pcopy.hostile;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.transfer.RawPeer;
import io.p2pcopy.transfer.TransferProtocol;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A {@link RawPeer} over a real connection on this computer: to the packaged program or a page.
 * Everything below the transfer protocol keeps to its standards.
 */
public final class NetworkPeer implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;
  private static final long LAST_MESSAGE_SECONDS = 5;

  private final PeerConnection connection =
      PeerConnection.create(PeerConfig.local().withLoopback(true));
  private final CompletableFuture<DataChannel> channel = new CompletableFuture<>();
  private boolean offerer;

  /** Returns the text of an invite, for the other side. */
  public String invite() throws Exception {
    offerer = true;
    channel.complete(connection.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME));
    return BlobCodec.encode(connection.createOffer().get());
  }

  /** Takes the other side's reply to the invite. */
  public void accept(String reply) throws BlobException {
    connection.acceptAnswer(BlobCodec.decode(reply));
  }

  /** Returns the text of the reply to the other side's invite. */
  public String reply(String invite) throws Exception {
    connection.onDataChannel(channel::complete);
    return BlobCodec.encode(connection.createAnswer(BlobCodec.decode(invite)).get());
  }

  /** Waits for the connection, and returns the peer at this end of its channel. */
  public RawPeer peer() throws Exception {
    connection.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    DataChannel opened = channel.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    opened.awaitWritable(0);
    return new RawPeer(opened, offerer);
  }

  /** Closes the connection, once the last that was sent over the channel has arrived. */
  @Override
  public void close() {
    DataChannel opened = channel.getNow(null);
    if (opened != null) {
      var closed = new CountDownLatch(1);
      opened.onClose(closed::countDown);
      opened.close();
      awaitClosed(closed);
    }
    connection.close();
  }

  private static void awaitClosed(CountDownLatch closed) {
    try {
      closed.await(LAST_MESSAGE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
