// Sends datagrams at a constant rate, with sendmmsg, from any of this host's addresses.
//
//   flood send KIND SOURCE[,SOURCE...] PORT TARGET TARGET_PORT RATE SECONDS [FILE]
//   flood capture INTERFACE FILE
//   flood sink PORT
//
// KIND     garbage   random bytes that belong to no protocol
//          stun      binding requests with a user name that nobody has, and a wrong integrity
//          replay    the datagram in FILE, again and again
//          records   protected DTLS records that do not verify, with increasing sequence numbers
//          hello     a new ClientHello each time
//          mdns      queries and answers for names that nobody asked for
// PORT     of the source; 0: another one for each source
//
// Prints how many datagrams the kernel took, and the processor time in seconds that this cost.
// sink keeps a port open from which nobody reads, so that what arrives costs nobody more than its way there.
// capture writes the first STUN binding request that arrives at the interface to FILE.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 25, MOST_SOURCES = 64, LARGEST = 1200 };

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t state = 88172645463325252ULL;

static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static void put16(unsigned char *at, unsigned value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void put32(unsigned char *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}

static void fill(unsigned char *at, int length) {
  for (int i = 0; i < length; i++) at[i] = next_random() >> 32;
}

static int garbage(unsigned char *out) {
  fill(out, 200);
  // Neither STUN nor DTLS by RFC 7983.
  out[0] = 200;
  return 200;
}

static int stun(unsigned char *out) {
  const char *name = "aaaa:bbbb";
  int at = 20, length = strlen(name);
  put16(out, 1);
  put32(out + 4, 0x2112a442);
  fill(out + 8, 12);
  put16(out + at, 6);
  put16(out + at + 2, length);
  memset(out + at + 4, 0, (length + 3) / 4 * 4);
  memcpy(out + at + 4, name, length);
  at += 4 + (length + 3) / 4 * 4;
  put16(out + at, 8);
  put16(out + at + 2, 20);
  fill(out + at + 4, 20);
  at += 24;
  put16(out + 2, at - 20);
  return at;
}

static int record(unsigned char *out) {
  static uint64_t sequence = 450000;
  int length = 1100;
  out[0] = 23;
  put16(out + 1, 0xfefd);
  put16(out + 3, 1);
  // Ahead of what the peer has sent by then, and not too far to be looked at.
  sequence = sequence < 1000000 ? sequence + 1 : 450000;
  put16(out + 5, sequence >> 32);
  put32(out + 7, sequence);
  put16(out + 11, length);
  fill(out + 13, 8);
  return 13 + length;
}

static int hello(unsigned char *out) {
  static const unsigned char rest[] = {0, 0, 0, 2, 0xc0, 0x2b, 1, 0};
  int body = 2 + 32 + sizeof rest, message = 12 + body;
  memset(out, 0, 13 + 12);
  out[0] = 22;
  put16(out + 1, 0xfefd);
  put16(out + 11, message);
  out[13] = 1;
  put16(out + 13 + 2, body);
  put16(out + 13 + 10, body);
  put16(out + 25, 0xfefd);
  fill(out + 27, 32);
  memcpy(out + 59, rest, sizeof rest);
  return 13 + message;
}

static int mdns(unsigned char *out) {
  static int turn;
  int answer = turn++ & 1;
  memset(out, 0, 12);
  put16(out + 2, answer ? 0x8400 : 0);
  put16(out + (answer ? 6 : 4), 1);
  int at = 12;
  out[at++] = 16;
  for (int i = 0; i < 16; i++) out[at++] = 'a' + next_random() % 26;
  memcpy(out + at, "\5local", 7);
  at += 7;
  put16(out + at, 1);
  put16(out + at + 2, 1);
  at += 4;
  if (answer) {
    put32(out + at, 120);
    put16(out + at + 4, 4);
    put32(out + at + 6, 0x0a480001);
    at += 10;
  }
  return at;
}

static unsigned char file[LARGEST];
static int file_length;

static int replay(unsigned char *out) {
  memcpy(out, file, file_length);
  return file_length;
}

static int (*maker(const char *kind))(unsigned char *) {
  if (!strcmp(kind, "garbage")) return garbage;
  if (!strcmp(kind, "stun")) return stun;
  if (!strcmp(kind, "replay")) return replay;
  if (!strcmp(kind, "records")) return record;
  if (!strcmp(kind, "hello")) return hello;
  if (!strcmp(kind, "mdns")) return mdns;
  fprintf(stderr, "flood: no such kind: %s\n", kind);
  exit(2);
}

static double seconds(const struct timespec *time) { return time->tv_sec + time->tv_nsec / 1e9; }

static int send_all(char **args, int count) {
  int (*make)(unsigned char *) = maker(args[0]);
  int port = atoi(args[2]), rate = atoi(args[5]), sources = 0, sockets[MOST_SOURCES];
  double duration = atof(args[6]);
  struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons(atoi(args[4]))};
  inet_pton(AF_INET, args[3], &target.sin_addr);
  if (count > 7) {
    FILE *in = fopen(args[7], "rb");
    if (!in) die(args[7]);
    file_length = fread(file, 1, sizeof file, in);
    fclose(in);
  }
  for (char *name = strtok(args[1], ","); name && sources < MOST_SOURCES; name = strtok(NULL, ",")) {
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, name, &source.sin_addr);
    int fd = socket(AF_INET, SOCK_DGRAM, 0), one = 1, ttl = 255;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl);
    if (IN_MULTICAST(ntohl(target.sin_addr.s_addr)))
      setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &source.sin_addr, sizeof source.sin_addr);
    if (bind(fd, (struct sockaddr *)&source, sizeof source)) die(name);
    sockets[sources++] = fd;
  }
  static unsigned char data[BATCH][LARGEST];
  struct iovec parts[BATCH];
  struct mmsghdr messages[BATCH];
  struct timespec begin, next, now;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  next = begin;
  long sent = 0;
  do {
    for (int i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){data[i], make(data[i])};
      messages[i] = (struct mmsghdr){.msg_hdr = {.msg_name = &target, .msg_namelen = sizeof target, .msg_iov = &parts[i], .msg_iovlen = 1}};
    }
    int taken = sendmmsg(sockets[sent / BATCH % sources], messages, BATCH, 0);
    sent += taken > 0 ? taken : 0;
    next.tv_nsec += 1000000000L / rate * BATCH;
    next.tv_sec += next.tv_nsec / 1000000000L;
    next.tv_nsec %= 1000000000L;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (seconds(&now) - seconds(&begin) < duration);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("%ld datagrams, %.2f s of processor time in %.2f s\n", sent,
         used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
         seconds(&now) - seconds(&begin));
  return 0;
}

static int capture(char **args) {
  int fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
  if (fd < 0) die("socket");
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = if_nametoindex(args[0])};
  if (bind(fd, (struct sockaddr *)&at, sizeof at)) die(args[0]);
  unsigned char packet[2000];
  while (1) {
    struct sockaddr_ll from;
    socklen_t size = sizeof from;
    int length = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &size);
    int header = (packet[0] & 15) * 4 + 8;
    if (from.sll_pkttype == PACKET_HOST && length > header + 20 && packet[9] == IPPROTO_UDP && packet[header] == 0 && packet[header + 1] == 1) {
      FILE *out = fopen(args[1], "wb");
      if (!out) die(args[1]);
      fwrite(packet + header, 1, length - header, out);
      fclose(out);
      return 0;
    }
  }
}

static void sink(const char *port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(fd, (struct sockaddr *)&at, sizeof at)) die("bind");
  while (1) pause();
}

int main(int count, char **args) {
  if (count >= 9 && !strcmp(args[1], "send")) return send_all(args + 2, count - 2);
  if (count == 4 && !strcmp(args[1], "capture")) return capture(args + 2);
  if (count == 3 && !strcmp(args[1], "sink")) sink(args[2]);
  fprintf(stderr, "flood send KIND SOURCE[,SOURCE...] PORT TARGET TARGET_PORT RATE SECONDS [FILE]\nflood capture INTERFACE FILE\nflood sink PORT\n");
  return 2;
}
