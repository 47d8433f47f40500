package io.p2pcopy.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.sdp.SdpMapping;
import io.p2pcopy.signal.SessionDescription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** p2pcopy as an end of the matrix, led by lines as {@code peer-protocol.md} describes them. */
public final class MatrixEnd {
  private static final PrintStream OUT = new PrintStream(System.out, false, UTF_8);

  private final Map<String, ChannelEnd> channels = new ConcurrentHashMap<>();
  private volatile PeerConnection connection;

  private MatrixEnd() {}

  public static void main(String[] arguments) throws IOException {
    MatrixEnd end = new MatrixEnd();
    say("version " + arguments[0]);
    var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      try {
        end.handle(words);
      } catch (Exception e) {
        say("error " + words[0] + ": " + e);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private void handle(String[] words) throws Exception {
    switch (words[0]) {
      case "offer" -> {
        renew();
        open(words[1], words[2]);
        describe(SdpMapping.toSdp(throughBlob(connection.createOffer().get())));
      }
      case "answer" -> {
        renew();
        answer(decoded(words[1]));
      }
      case "accept" ->
          connection.acceptAnswer(read(SessionDescription.Type.ANSWER, decoded(words[1])));
      case "open" -> open(words[1], words[2]);
      case "send" ->
          channels.get(words[1]).send(Long.parseLong(words[2]), words[3].split(","));
      case "stop" -> channels.get(words[1]).stop();
      case "close" -> channels.get(words[1]).close();
      case "end" -> end();
      default -> throw new IllegalArgumentException("unknown");
    }
  }

  private void renew() {
    PeerConnection last = connection;
    connection = null;
    if (last != null) {
      // It may take seconds to say good-bye to nobody.
      inBackground(last::close);
    }
    channels.clear();
    PeerConnection current = PeerConnection.create(PeerConfig.local());
    connection = current;
    current.onDataChannel(
        channel -> {
          use(channel);
          String mode = channel.ordered() ? "ordered" : "unordered";
          say("channel " + channel.label() + " " + mode + " " + channel.protocol());
        });
    current
        .connected()
        .whenComplete(
            (path, failure) -> {
              if (failure != null && current == connection) {
                say("error connect: " + failure.getMessage());
              }
            });
  }

  private void open(String label, String mode) {
    DataChannel channel =
        mode.equals("ordered")
            ? connection.createDataChannel(label, ChannelEnd.PROTOCOL)
            : connection.createUnorderedDataChannel(label, ChannelEnd.PROTOCOL);
    use(channel);
    channel.onOpen(() -> say("open " + label));
  }

  private void use(DataChannel channel) {
    ChannelEnd end = new ChannelEnd(channel);
    channels.put(channel.label(), end);
    inBackground(end::receive);
  }

  private void end() {
    connection.close();
    connection = null;
    say("ended");
  }

  private void answer(String offerSdp) throws Exception {
    SessionDescription offer = read(SessionDescription.Type.OFFER, offerSdp);
    SessionDescription answer = connection.createAnswer(offer).get();
    describe(SdpMapping.toSdp(throughBlob(answer), offerSdp));
  }

  private static SessionDescription read(SessionDescription.Type type, String sdp)
      throws Exception {
    return throughBlob(SdpMapping.fromSdp(type, sdp));
  }

  /** As two people would hand it over. */
  private static SessionDescription throughBlob(SessionDescription description)
      throws BlobException {
    return BlobCodec.decode(BlobCodec.encode(description));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), UTF_8);
  }

  private static void describe(String sdp) {
    say("description " + Base64.getEncoder().encodeToString(sdp.getBytes(UTF_8)));
  }

  static void say(String line) {
    synchronized (OUT) {
      OUT.println(line);
      OUT.flush();
    }
  }

  static void inBackground(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }
}
