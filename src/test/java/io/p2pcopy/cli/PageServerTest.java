package io.p2pcopy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
  private static final byte[] LOOPBACK_IPV4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK_IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private static final String PAGE = "<!doctype html><title>p2pcopy</title>";

  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start(PAGE.getBytes(UTF_8), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theAddressShowsThePage() throws Exception {
    HttpResponse<String> response = request("GET", "");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(PAGE);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(request("GET", "p2pcopy.html").body()).isEqualTo(PAGE);
  }

  @Test
  void whatIsNotThePageIsNotThere() throws Exception {
    assertThat(request("GET", "../etc/passwd").statusCode()).isEqualTo(404);
    assertThat(request("POST", "").statusCode()).isEqualTo(405);
    assertThat(request("HEAD", "").body()).isEmpty();
  }

  @Test
  void aTakenPortIsToldAtOnce() {
    int port = URI.create(server.address()).getPort();

    assertThatThrownBy(() -> PageServer.start(new byte[0], port)).isInstanceOf(BindException.class);
  }

  @Test
  void unfinishedRequestsHinderNobodyAndEndAfterATime() throws Exception {
    List<Socket> unfinished = new ArrayList<>();
    try {
      unfinished.add(unfinishedRequest());
      assertThat(request("GET", "").body()).isEqualTo(PAGE);

      // More than there are threads: the limit of time makes room.
      for (int i = 0; i < 60; i++) {
        unfinished.add(unfinishedRequest());
      }
      assertThat(request("GET", "").body()).isEqualTo(PAGE);
      assertThat(unfinished.get(0).getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : unfinished) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:PORT", "LOCALHOST:PORT", "127.0.0.1:PORT", "[::1]:PORT"})
  void thisComputerMayBeNamedInSeveralWays(String host) throws Exception {
    assertThat(statusFor("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).contains(" 200 ");
  }

  /** A page of somebody else's whose name resolves to this computer is no page of this server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: attacker.example:PORT",
        "Host: localhost",
        "Host: localhost:1",
        "Host: localhost.attacker.example:PORT",
        "Host: localhost:PORT\r\nHost: attacker.example:PORT",
        "Host:",
        "Accept: text/html"
      })
  void anotherHostIsRefused(String headers) throws Exception {
    assertThat(statusFor("GET / HTTP/1.1\r\n" + headers + "\r\n\r\n")).contains(" 421 ");
  }

  @Test
  void aTargetWithAnotherHostIsRefused() throws Exception {
    String rest = " HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n";
    assertThat(statusFor("GET http://attacker.example:PORT/" + rest)).contains(" 421 ");
  }

  @Test
  void nobodyElseCanServeTheAddressWithAnotherProtocol() throws Exception {
    assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByAddress(LOOPBACK_IPV6)) != null);
    int port = URI.create(server.address()).getPort();

    assertThatThrownBy(
            () -> new ServerSocket(port, 0, InetAddress.getByAddress(LOOPBACK_IPV6)).close())
        .isInstanceOf(BindException.class);
  }

  private Socket unfinishedRequest() throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(UTF_8));
    return socket;
  }

  private String statusFor(String request) throws IOException {
    int port = URI.create(server.address()).getPort();
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.replace("PORT", String.valueOf(port)).getBytes(UTF_8));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }

  private Socket connect() throws IOException {
    return new Socket(
        InetAddress.getByAddress(LOOPBACK_IPV4), URI.create(server.address()).getPort());
  }

  private HttpResponse<String> request(String method, String path)
      throws IOException, InterruptedException {
    URI address = URI.create(server.address() + path);
    HttpRequest request =
        HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
