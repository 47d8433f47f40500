package io.p2pcopy.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the one page to browsers on this computer, and nothing else to anybody. Requests that name
 * another host are refused: a web page whose name was made to resolve to this computer (DNS
 * rebinding) must not get what this server may have.
 */
final class PageServer implements AutoCloseable {
  private static final Set<String> PATHS = Set.of("/", "/p2pcopy.html");
  private static final int NO_BODY = -1;
  private static final int MISDIRECTED_REQUEST = 421;
  private static final int DEFAULT_PORT = 80;

  /** A browser uses six connections; the rest is for clients that do not finish their requests. */
  private static final int THREADS = 32;

  /** How long a request, and its response, may take: they stay within this computer. */
  private static final int REQUEST_SECONDS = 5;

  private static final int RESPONSE_SECONDS = 30;
  private static final int CONNECTIONS = 500;

  /** How often a free port of IPv4 is tried that is not free with IPv6. */
  private static final int ATTEMPTS = 10;

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, PageServer::thread);
  private final byte[] page;

  private PageServer(byte[] page) {
    this.page = page;
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for a free one
   * @throws BindException if the port is taken
   */
  static PageServer start(byte[] page, int port) throws IOException {
    limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    limit("sun.net.httpserver.maxRspTime", RESPONSE_SECONDS);
    limit("jdk.httpserver.maxConnections", CONNECTIONS);
    for (int attempt = 1; ; attempt++) {
      PageServer server = new PageServer(page);
      try {
        server.listen(port);
        return server;
      } catch (BindException e) {
        server.close();
        if (port != 0 || attempt == ATTEMPTS) {
          throw e;
        }
      } catch (IOException e) {
        server.close();
        throw e;
      }
    }
  }

  /** Returns what to type into a browser: {@code http://localhost:8080/}. */
  String address() {
    // Browsers take this name for a secure context, which the page needs.
    return "http://localhost:" + port() + "/";
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
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  /**
   * Takes the port with both protocols. Browsers try IPv6 first, where another user of this
   * computer could serve a page of his own under the same address.
   */
  private void listen(int port) throws IOException {
    listen(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), port);
    byte[] one = new byte[16];
    one[15] = 1;
    InetAddress ipv6 = Inet6Address.getByAddress("localhost", one, -1);
    if (NetworkInterface.getByInetAddress(ipv6) != null) {
      listen(ipv6, port());
    }
    servers.forEach(HttpServer::start);
  }

  private void listen(InetAddress address, int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    servers.add(server);
  }

  private int port() {
    return servers.get(0).getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!isForThisServer(exchange)) {
        exchange.sendResponseHeaders(MISDIRECTED_REQUEST, NO_BODY);
      } else if (!PATHS.contains(String.valueOf(exchange.getRequestURI().getPath()))) {
        exchange.sendResponseHeaders(404, NO_BODY);
      } else if (method.equals("HEAD") || method.equals("GET")) {
        send(exchange, method.equals("GET"));
      } else {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, NO_BODY);
      }
    }
  }

  private boolean isForThisServer(HttpExchange exchange) {
    List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    URI target = exchange.getRequestURI();
    return hosts.size() == 1
        && isThisServer(hosts.get(0))
        && (target.getRawAuthority() == null || isThisServer(target.getRawAuthority()));
  }

  private boolean isThisServer(String authority) {
    String suffix = ":" + port();
    String host = authority.toLowerCase(Locale.ROOT);
    if (host.endsWith(suffix)) {
      host = host.substring(0, host.length() - suffix.length());
    } else if (port() != DEFAULT_PORT) {
      return false;
    }
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
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

  /** The JDK's server reads its limits from properties, before the first server is made. */
  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(value));
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "p2pcopy-page");
    thread.setDaemon(true);
    return thread;
  }
}
