package io.p2pcopy.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Serves the one page to browsers on this computer, and nothing else to anybody. */
final class PageServer implements AutoCloseable {
  private static final Set<String> PATHS = Set.of("/", "/p2pcopy.html");
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final byte[] page;

  private PageServer(HttpServer server, byte[] page) {
    this.server = server;
    this.page = page;
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for a free one
   * @throws java.net.BindException if the port is taken
   */
  static PageServer start(byte[] page, int port) throws IOException {
    var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    PageServer server = new PageServer(HttpServer.create(here, 0), page);
    server.server.createContext("/", server::answer);
    server.server.start();
    return server;
  }

  /** Returns what to type into a browser: {@code http://localhost:8080/}. */
  String address() {
    // Browsers take this name for a secure context, which the page needs.
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  /** Returns when the thread is interrupted. */
  void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!PATHS.contains(exchange.getRequestURI().getPath())) {
        exchange.sendResponseHeaders(404, NO_BODY);
      } else if (method.equals("HEAD") || method.equals("GET")) {
        send(exchange, method.equals("GET"));
      } else {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, NO_BODY);
      }
    }
  }

  private void send(HttpExchange exchange, boolean body) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/html; charset=utf-8");
    headers.set("Cache-Control", "no-cache");
    headers.set("X-Content-Type-Options", "nosniff");
    // The page has its own policy within; only this part can't be said there.
    headers.set("Content-Security-Policy", "frame-ancestors 'none'");
    exchange.sendResponseHeaders(200, body ? page.length : NO_BODY);
    if (body) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(page);
      }
    }
  }
}
