package io.p2pcopy.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The other end of {@code interop/browser}: takes the browser's SDP from stdin (Base64, one line),
 * writes events to stdout (JSON, one a line), and exchanges messages over one channel. It closes
 * the connection at the end of stdin.
 *
 * <p>Every description goes through a blob, this side's and the browser's.
 */
final class WirePeer {
  private static final PeerConfig CONFIG = PeerConfig.local();

  private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
  private final PeerConnection connection;
  private final CompletableFuture<DataChannel> channel = new CompletableFuture<>();

  /** The browser's description as it would be pasted. */
  private String peerBlob = "";

  private WirePeer(PeerConnection connection) {
    this.connection = connection;
  }

  /**
   * @param arguments the role, {@code offer} or {@code answer}, and the number of bytes to send
   */
  public static void main(String[] arguments) throws Exception {
    long bytes = Long.parseLong(arguments[1]);
    try (PeerConnection connection = PeerConnection.create(CONFIG)) {
      WirePeer peer = new WirePeer(connection);
      if (arguments[0].equals("offer")) {
        peer.offer();
      } else {
        peer.answer();
      }
      peer.exchange(bytes);
    }
  }

  private void offer() throws Exception {
    channel.complete(connection.createDataChannel("wire", "wire-test"));
    describe(connection.createOffer().get());
    connection.acceptAnswer(readDescription(SessionDescription.Type.ANSWER));
  }

  private void answer() throws Exception {
    connection.onDataChannel(channel::complete);
    describe(connection.createAnswer(readDescription(SessionDescription.Type.OFFER)).get());
  }

  private void exchange(long bytes) throws Exception {
    ConnectionPath path = connection.connected().get();
    print(
        "{\"event\":\"connected\",\"path\":\""
            + path.kind()
            + "\",\"peerBlob\":\""
            + peerBlob
            + "\"}");
    WireExchange.Result result = new WireExchange(channel.get(30, TimeUnit.SECONDS)).run(bytes);
    print(
        "{\"event\":\"exchanged\",\"sent\":"
            + result.sent().toJson()
            + ",\"received\":"
            + result.received().toJson()
            + "}");
    awaitEndOfInput();
  }

  /** The other end closes our input once it has seen the result. */
  private void awaitEndOfInput() throws IOException {
    String line = input.readLine();
    if (line != null) {
      throw new IOException("more than a description came");
    }
  }

  private static void describe(SessionDescription own) throws Exception {
    String blob = BlobCodec.encode(own);
    String sdp = SdpMapping.toSdp(BlobCodec.decode(blob));
    print(
        "{\"event\":\"description\",\"blob\":\""
            + blob
            + "\",\"sdp\":\""
            + sdp.replace("\r\n", "\\r\\n")
            + "\"}");
  }

  private SessionDescription readDescription(SessionDescription.Type type) throws Exception {
    String line = input.readLine();
    if (line == null) {
      throw new IOException("no description came");
    }
    String sdp = new String(Base64.getDecoder().decode(line), UTF_8);
    peerBlob = BlobCodec.encode(SdpMapping.fromSdp(type, sdp));
    return BlobCodec.decode(peerBlob);
  }

  private static void print(String event) {
    System.out.println(event);
    System.out.flush();
  }
}
