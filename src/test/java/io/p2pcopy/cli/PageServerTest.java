package io.p2pcopy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageServerTest {
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

  private HttpResponse<String> request(String method, String path)
      throws IOException, InterruptedException {
    URI address = URI.create(server.address() + path);
    HttpRequest request =
        HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
