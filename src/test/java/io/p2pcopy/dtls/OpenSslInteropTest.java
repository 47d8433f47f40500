package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.p2pcopy.net.Clock;
import io.p2pcopy.signal.Fingerprint;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Talks DTLS with the openssl program over UDP on the loopback interface, in both roles. */
class OpenSslInteropTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DtlsIdentity IDENTITY =
      DtlsIdentity.generate(new SecureRandom(), Instant.parse("2026-01-02T03:04:05Z"));

  private static final String SRTP = "SRTP_AES128_CM_SHA1_80";

  @TempDir static Path directory = Path.of("");

  @BeforeAll
  static void makeCertificates() throws Exception {
    assumeTrue(isInstalled(), "the openssl program is not installed");
    makeCertificate("ec", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    makeCertificate("p384", "ec", "-pkeyopt", "ec_paramgen_curve:P-384");
    makeCertificate("rsa", "rsa:2048");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec",
        "ec -listen",
        "ec -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
        "ec -mtu 300",
        "ec -groups X25519:P-256 -serverpref",
        "rsa",
        "rsa -listen -cipher ECDHE-RSA-AES256-GCM-SHA384"
      })
  void asClientWeTalkWithItsServer(String options) throws Exception {
    List<String> words = List.of(options.split(" "));
    int port = freePort();
    try (OpenSsl server = openSsl("s_server", words, "-accept", "" + port, "-Verify", "1");
        Peer client = new Peer(DtlsRole.CLIENT, fingerprint(words.get(0)))) {
      server.awaitOutput("ACCEPT");
      client.remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      talk(client, server);

      client.transport.close();
      server.awaitOutput("DONE");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec",
        "p384",
        "ec -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
        "ec -mtu 300",
        "ec -groups P-521:P-384:X448:P-256",
        "rsa",
        "rsa -mtu 300"
      })
  void asServerWeTalkWithItsClient(String options) throws Exception {
    List<String> words = List.of(options.split(" "));
    try (Peer server = new Peer(DtlsRole.SERVER, fingerprint(words.get(0)));
        OpenSsl client = openSsl("s_client", words, "-connect", "127.0.0.1:" + server.port())) {
      talk(server, client);

      client.type("Q\n");
      server.runUntil(() -> server.closed != null);
      assertThat(server.closed).isEqualTo(DtlsCloseReason.CLOSE_NOTIFY);
    }
  }

  /** Peers that demand it break off the handshake otherwise. */
  @Test
  void asClientWeAgreeToTheProfileOfSrtpThatEverybodyHas() throws Exception {
    List<String> words = List.of("ec", "-use_srtp", "SRTP_AEAD_AES_128_GCM:" + SRTP);
    int port = freePort();
    try (OpenSsl server = openSsl("s_server", words, "-accept", "" + port, "-Verify", "1");
        Peer client = new Peer(DtlsRole.CLIENT, fingerprint("ec"))) {
      server.awaitOutput("ACCEPT");
      client.remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      talk(client, server);

      assertThat(server.all).contains("SRTP Extension negotiated, profile=" + SRTP);
    }
  }

  @Test
  void asServerWeAgreeToTheProfileOfSrtpThatTheClientLikesBest() throws Exception {
    String best = "SRTP_AEAD_AES_128_GCM";
    List<String> words = List.of("ec", "-use_srtp", best + ":" + SRTP);
    try (Peer server = new Peer(DtlsRole.SERVER, fingerprint("ec"));
        OpenSsl client = openSsl("s_client", words, "-connect", "127.0.0.1:" + server.port())) {
      talk(server, client);

      assertThat(client.all).contains("SRTP Extension negotiated, profile=" + best);
    }
  }

  @Test
  void asServerWeRefuseAClientWithoutCertificate() throws Exception {
    try (Peer server = new Peer(DtlsRole.SERVER, fingerprint("ec"));
        OpenSsl client =
            OpenSsl.start("s_client", "-dtls1_2", "-connect", "127.0.0.1:" + server.port())) {
      server.transport.start();
      server.runUntil(() -> server.closed != null);

      assertThat(server.closed).isEqualTo(DtlsCloseReason.NO_CERTIFICATE);
      assertThat(server.connected).isFalse();
      client.awaitOutput("handshake failure");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec -cipher ECDHE-ECDSA-AES128-SHA", "ec -groups P-384"})
  void asServerWeRefuseWhatIsNotGoodEnough(String options) throws Exception {
    List<String> words = List.of(options.split(" "));
    try (Peer server = new Peer(DtlsRole.SERVER, fingerprint("ec"));
        OpenSsl client = openSsl("s_client", words, "-connect", "127.0.0.1:" + server.port())) {
      server.transport.start();
      server.runUntil(() -> server.closed != null);

      assertThat(server.closed).isEqualTo(DtlsCloseReason.HANDSHAKE_FAILED);
      assertThat(server.detail).contains("handshake_failure");
      client.awaitOutput("handshake failure");
    }
  }

  @Test
  void asServerWeDoNotRenegotiate() throws Exception {
    try (Peer server = new Peer(DtlsRole.SERVER, fingerprint("ec"));
        OpenSsl client =
            openSsl("s_client", List.of("ec"), "-connect", "127.0.0.1:" + server.port())) {
      talk(server, client);
      client.type("R\n");
      server.runUntil(() -> server.alertsSent > 0);

      assertThat(server.closed).isNull();
      assertThat(server.transport.isConnected()).isTrue();
    }
  }

  private static void talk(Peer peer, OpenSsl program) throws Exception {
    peer.transport.start();
    peer.runUntil(() -> peer.connected);
    peer.send("to the program\n");
    program.awaitOutput("to the program");
    program.type("from the program\n");
    peer.runUntil(() -> peer.received.toString().contains("from the program"));
  }

  /** The first of the words names the certificate. */
  private static OpenSsl openSsl(String command, List<String> words, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command, "-dtls1_2"));
    arguments.addAll(List.of("-cert", pem(words.get(0)), "-key", key(words.get(0))));
    arguments.addAll(words.subList(1, words.size()));
    arguments.addAll(Arrays.asList(more));
    return OpenSsl.start(arguments.toArray(String[]::new));
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void makeCertificate(String name, String newKey, String... options)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-subj", "/CN=test"));
    command.addAll(List.of("-keyout", key(name), "-out", pem(name), "-newkey", newKey));
    command.addAll(Arrays.asList(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String pem(String name) {
    return directory.resolve(name + ".pem").toString();
  }

  private static String key(String name) {
    return directory.resolve(name + ".key").toString();
  }

  private static Fingerprint fingerprint(String name) throws Exception {
    byte[] pem = Files.readAllBytes(Path.of(pem(name)));
    return DtlsIdentity.fingerprintOf(
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem))
            .getEncoded());
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The openssl program, whose output is waited for. */
  private static final class OpenSsl implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder all = new StringBuilder();

    private OpenSsl(Process process) {
      this.process = process;
      Thread reader = new Thread(this::read, "openssl-output");
      reader.setDaemon(true);
      reader.start();
    }

    static OpenSsl start(String... arguments) throws IOException {
      List<String> command = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
      return new OpenSsl(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        lines.add("the output ended with " + e);
      }
    }

    void awaitOutput(String text) throws InterruptedException {
      while (true) {
        String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(line).as("waiting for '%s' after %s", text, all).isNotNull();
        all.append(line).append('\n');
        if (line != null && line.contains(text)) {
          return;
        }
      }
    }

    void type(String text) throws IOException {
      OutputStream input = process.getOutputStream();
      input.write(text.getBytes(StandardCharsets.UTF_8));
      input.flush();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Our side, with a UDP socket; the test's thread is its event loop. */
  private static final class Peer implements DtlsListener, AutoCloseable {
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final DatagramSocket socket;
    final DtlsTransport transport;
    final StringBuilder received = new StringBuilder();
    @Nullable SocketAddress remote;
    boolean connected;
    @Nullable DtlsCloseReason closed;
    String detail = "";
    int alertsSent;

    Peer(DtlsRole role, Fingerprint expected) throws IOException {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      transport =
          DtlsTransport.create(
              IDENTITY,
              role,
              expected,
              PATIENCE,
              new SecureRandom(),
              Clock.system(),
              loop::add,
              this);
      Thread reader = new Thread(this::read, "udp-reader");
      reader.setDaemon(true);
      reader.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    void send(String text) throws IOException {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      byte[] record = new byte[plain.length + DtlsTransport.OVERHEAD];
      System.arraycopy(plain, 0, record, DtlsTransport.HEADROOM, plain.length);
      int length = transport.seal(record, 0, plain.length);
      socket.send(new DatagramPacket(record, length, remote));
    }

    void runUntil(BooleanSupplier condition) throws InterruptedException {
      while (!condition.getAsBoolean()) {
        Runnable task = loop.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(task).as("closed: %s %s", closed, detail).isNotNull();
        if (task != null) {
          task.run();
        }
      }
    }

    private void read() {
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
          socket.receive(packet);
          loop.add(
              () -> {
                remote = packet.getSocketAddress();
                transport.handleDatagram(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
              });
        }
      } catch (IOException closedSocket) {
        return;
      }
    }

    @Override
    public void outgoing(ByteBuffer datagram) {
      byte[] copy = new byte[datagram.remaining()];
      datagram.get(copy);
      if (RecordFormat.type(copy, 0) == RecordFormat.ALERT) {
        alertsSent++;
      }
      try {
        socket.send(new DatagramPacket(copy, copy.length, remote));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void connected() {
      connected = true;
    }

    @Override
    public void applicationData(ByteBuffer plaintext) {
      received.append(StandardCharsets.UTF_8.decode(plaintext));
    }

    @Override
    public void closed(DtlsCloseReason reason, String why) {
      closed = reason;
      detail = why;
    }

    @Override
    public void close() {
      transport.close();
      socket.close();
    }
  }
}
