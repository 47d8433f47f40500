/*
 * linkem emulates a network link between two Ethernet interfaces (the far ends of veth pairs).
 *
 * Each frame that arrives on A leaves on B and the other way round. Each direction has, in this
 * order: a black-out, an MTU limit, a drop-tail queue before a rate, bursts of loss, random loss,
 * and a delay. Frames never overtake each other, so a ring per direction holds them.
 *
 * One thread. Frames come in through an AF_PACKET ring: the kernel copies and time-stamps each one
 * in the sender's context, so nothing is lost by not waking for each. A frame gets its departure
 * time at once and leaves in a batch of sendmmsg(). While traffic flows over a link with a delay of
 * 1 ms or more, the thread wakes for departures only; an idle link costs nothing.
 *
 * The interfaces at the other ends must have checksum and segmentation offload off, so that real
 * frames with real checksums cross.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <math.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define FRAME 2048        /* bytes of a slot, here and in the kernel's ring */
#define RING_FRAMES 8192  /* slots of the kernel's ring: 80 ms of 1 Gbit/s */
#define SLOTS (1u << 17)  /* frames under way per direction; memory becomes real when touched */
#define ETHERNET_HEADER 14
#define BATCH 64
#define PRIORITY 10
#define MS 1000000LL /* nanoseconds */
#define FOREVER INT64_MAX

static const int64_t WAKE_GAP = 150000; /* least time between two wake-ups while busy, ns */
static const int64_t EARLY = 60000;     /* sends what is due this soon, which centres the error */
static volatile sig_atomic_t quit;

enum { DELAY, LOSS, GE_P, GE_R, RATE, QUEUE_MS, MTU, PARAMETERS };

static const struct {
  const char *name;
  double initial, max;
  const char *help;
} parameters[PARAMETERS] = {
    [DELAY] = {"delay", 0, 60000, "ms, one way"},
    [LOSS] = {"loss", 0, 100, "% lost at random"},
    [GE_P] = {"ge_p", 0, 100, "% chance per frame that a burst of loss begins (Gilbert-Elliott)"},
    [GE_R] = {"ge_r", 100, 100, "% chance per frame that it ends"},
    [RATE] = {"rate", 0, 1e6, "Mbit/s of IP bytes; 0: no limit"},
    [QUEUE_MS] = {"queue_ms", 100, 1e5, "ms of drop-tail queue at the rate"},
    [MTU] = {"mtu", 0, 65535, "bytes; larger IP packets vanish without a word; 0: no limit"},
};

enum { LOST_RANDOM, LOST_BURST, LOST_QUEUE, LOST_MTU, LOST_BLACKOUT, LOST_OVERLOAD, LOSSES };

static const char *const loss_names[LOSSES] = {
    "loss", "burst", "queue", "mtu", "blackout", "overload",
};

struct counters {
  uint64_t rx, tx, tx_bytes, lost[LOSSES];
  uint64_t late_1ms; /* frames that left more than 1 ms later than due */
  int64_t late_max, backlog_max;
};

struct settings {
  double value[PARAMETERS];
  int64_t dark_until;
};

struct direction {
  const char *name;
  int rx_fd, tx_fd;
  uint8_t *kernel_ring;
  uint32_t kernel_head;
  struct settings settings;
  int64_t transmitter_free_at, last_departure, last_arrival;
  uint64_t seed, frames;
  int in_burst;
  struct counters counters;
  uint32_t head, tail; /* tail - head frames are under way */
  int64_t due[SLOTS];
  uint16_t length[SLOTS];
  uint8_t slot[SLOTS][FRAME];
};

static struct direction directions[2]; /* from A to B, from B to A */

static void die(const char *what) {
  fprintf(stderr, "linkem: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int64_t clock_ns(clockid_t id) {
  struct timespec ts;
  clock_gettime(id, &ts);
  return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* ---- the fate of a frame ------------------------------------------------------------------- */

/*
 * Returns a number from 0 to 1 that depends on the seed, the direction, the purpose and the number
 * of the frame only: not on timing, and not on the other parameters.
 */
static double draw(const struct direction *d, int purpose) {
  uint64_t z = d->seed + (uint64_t)purpose * 0xD1B54A32D192ED03ULL +
               d->frames * 0x9E3779B97F4A7C15ULL;
  for (int i = 0; i < 2; i++) { /* the finaliser of splitmix64, twice */
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
  }
  return (double)(z >> 11) * 0x1p-53;
}

static int in_burst(struct direction *d) {
  double p = d->settings.value[GE_P], r = p > 0 ? d->settings.value[GE_R] : 100;
  d->in_burst = d->in_burst ? draw(d, 1) * 100 >= r : draw(d, 1) * 100 < p;
  return d->in_burst;
}

/* Returns when a frame of so many IP bytes has left the queue, or -1 if the queue is full. */
static int64_t through_queue(struct direction *d, uint32_t bytes, int64_t arrival) {
  if (d->settings.value[RATE] == 0) {
    return arrival;
  }
  double need = bytes * 8000.0 / d->settings.value[RATE];
  int64_t backlog = d->transmitter_free_at > arrival ? d->transmitter_free_at - arrival : 0;
  if (backlog > 0 && (double)backlog + need > d->settings.value[QUEUE_MS] * MS) {
    return -1;
  }
  if (backlog > d->counters.backlog_max) {
    d->counters.backlog_max = backlog;
  }
  d->transmitter_free_at = arrival + backlog + llround(need);
  return d->transmitter_free_at;
}

static void hold(struct direction *d, const uint8_t *frame, uint32_t length, int64_t due) {
  if (d->tail - d->head == SLOTS) {
    d->counters.lost[LOST_OVERLOAD]++;
    return;
  }
  uint32_t i = d->tail++ % SLOTS;
  memcpy(d->slot[i], frame, length);
  d->length[i] = (uint16_t)length;
  /* A delay that has just been made shorter must not let frames overtake. */
  d->due[i] = due > d->last_departure ? due : d->last_departure;
  d->last_departure = d->due[i];
}

static void take(struct direction *d, const uint8_t *frame, uint32_t length, int64_t arrival) {
  const double *value = d->settings.value;
  uint32_t bytes = length - ETHERNET_HEADER;
  d->frames++;
  d->counters.rx++;
  if (arrival < d->settings.dark_until) {
    d->counters.lost[LOST_BLACKOUT]++;
    return;
  }
  if (value[MTU] > 0 && bytes > value[MTU]) {
    d->counters.lost[LOST_MTU]++;
    return;
  }
  int64_t sent = through_queue(d, bytes, arrival);
  if (sent < 0) {
    d->counters.lost[LOST_QUEUE]++;
    return;
  }
  /* From here on a frame is on the wire: what is lost has used the rate. */
  if (in_burst(d)) {
    d->counters.lost[LOST_BURST]++;
    return;
  }
  if (draw(d, 2) * 100 < value[LOSS]) {
    d->counters.lost[LOST_RANDOM]++;
    return;
  }
  hold(d, frame, length, sent + llround(value[DELAY] * MS));
}

/* ---- input and output ---------------------------------------------------------------------- */

/* Takes what is in the ring. `offset` turns the kernel's wall-clock stamps into monotonic ones. */
static uint32_t receive(struct direction *d, int64_t now, int64_t offset) {
  uint32_t n = 0;
  for (; n < RING_FRAMES; n++, d->kernel_head = (d->kernel_head + 1) % RING_FRAMES) {
    struct tpacket2_hdr *h = (void *)(d->kernel_ring + (size_t)d->kernel_head * FRAME);
    if (!(__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
      break;
    }
    int64_t arrival = h->tp_sec * 1000000000LL + h->tp_nsec + offset;
    if (arrival > now + 10 * MS || arrival < now - 1000 * MS) {
      arrival = now; /* the wall clock was set */
    }
    if (h->tp_len > h->tp_snaplen || h->tp_len < ETHERNET_HEADER) {
      d->counters.lost[LOST_OVERLOAD]++;
    } else {
      take(d, (uint8_t *)h + h->tp_mac, h->tp_len, arrival);
    }
    __atomic_store_n(&h->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
  }
  if (n > 0) {
    d->last_arrival = now;
  }
  return n;
}

static int is_due(const struct direction *d, int64_t now) {
  return d->head != d->tail && d->due[d->head % SLOTS] <= now + EARLY;
}

static void note_lateness(struct direction *d, int64_t late) {
  d->counters.late_1ms += late > MS;
  if (late > d->counters.late_max) {
    d->counters.late_max = late;
  }
}

static uint32_t transmit(struct direction *d, int64_t now) {
  uint32_t total = 0;
  while (is_due(d, now)) {
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    int n = 0;
    for (; n < BATCH && is_due(d, now); n++, d->head++) {
      uint32_t i = d->head % SLOTS;
      note_lateness(d, now - d->due[i]);
      parts[n] = (struct iovec){d->slot[i], d->length[i]};
      messages[n] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[n], .msg_iovlen = 1}};
    }
    for (int done = 0; done < n;) {
      int sent = sendmmsg(d->tx_fd, messages + done, (unsigned)(n - done), MSG_DONTWAIT);
      if (sent <= 0) {
        d->counters.lost[LOST_OVERLOAD]++; /* gives up the first one */
        done++;
        continue;
      }
      for (int i = done; i < done + sent; i++) {
        d->counters.tx_bytes += parts[i].iov_len - ETHERNET_HEADER;
      }
      d->counters.tx += (uint64_t)sent;
      done += sent;
    }
    total += (uint32_t)n;
  }
  return total;
}

/* ---- control: one datagram asks, one answers ----------------------------------------------- */

static void write_stats(FILE *out) {
  for (int i = 0; i < 2; i++) {
    struct direction *d = &directions[i];
    struct tpacket_stats ring;
    if (getsockopt(d->rx_fd, SOL_PACKET, PACKET_STATISTICS, &ring, &(socklen_t){sizeof ring}) == 0) {
      d->counters.lost[LOST_OVERLOAD] += ring.tp_drops;
    }
    fprintf(out, "%s\"%s\":{\"rx\":%lu,\"tx\":%lu,\"tx_bytes\":%lu", i ? "," : "{", d->name,
            d->counters.rx, d->counters.tx, d->counters.tx_bytes);
    for (int k = 0; k < LOSSES; k++) {
      fprintf(out, ",\"lost_%s\":%lu", loss_names[k], d->counters.lost[k]);
    }
    fprintf(out, ",\"backlog_max_ms\":%.3f,\"late_1ms\":%lu,\"late_max_us\":%ld}",
            (double)d->counters.backlog_max / MS, d->counters.late_1ms,
            (long)(d->counters.late_max / 1000));
  }
  fputs("}\n", out);
}

/* Applies one [ab:|ba:]NAME=VALUE to one or both directions; returns 0 if it makes no sense. */
static int apply(const char *word, struct settings settings[2]) {
  int first = strncmp(word, "ba:", 3) == 0, last = strncmp(word, "ab:", 3) != 0;
  word += first || !last ? 3 : 0;
  size_t length = strcspn(word, "=");
  char *end;
  double value = word[length] ? strtod(word + length + 1, &end) : -1;
  if (value < 0 || *end) {
    return 0;
  }
  int k = 0;
  while (k < PARAMETERS &&
         (strlen(parameters[k].name) != length || strncmp(word, parameters[k].name, length))) {
    k++;
  }
  int blackout = strncmp(word, "blackout=", 9) == 0;
  if (k == PARAMETERS ? !blackout : value > parameters[k].max) {
    return 0;
  }
  for (int i = first; i <= last; i++) {
    if (blackout) {
      settings[i].dark_until = clock_ns(CLOCK_MONOTONIC) + llround(value * MS);
    } else {
      settings[i].value[k] = value;
    }
  }
  return 1;
}

/* Applies all words or, if one of them is wrong, none; returns that one. */
static const char *apply_all(char **words, int n) {
  struct settings settings[2] = {directions[0].settings, directions[1].settings};
  for (int i = 0; i < n; i++) {
    if (!apply(words[i], settings)) {
      return words[i];
    }
  }
  directions[0].settings = settings[0];
  directions[1].settings = settings[1];
  return NULL;
}

static void answer(int fd) {
  char request[4096], *words[64], *save = NULL, *text = NULL;
  struct sockaddr_un from;
  socklen_t from_length = sizeof from;
  size_t text_length = 0;
  int n = 0;
  ssize_t r = recvfrom(fd, request, sizeof request - 1, MSG_DONTWAIT, (void *)&from, &from_length);
  FILE *out = r < 0 ? NULL : open_memstream(&text, &text_length);
  if (!out) {
    return;
  }
  request[r] = 0;
  for (char *w = strtok_r(request, " ", &save); w && n < 64; w = strtok_r(NULL, " ", &save)) {
    words[n++] = w;
  }
  const char *wrong = n > 0 && strcmp(words[0], "set") == 0 ? apply_all(words + 1, n - 1) : NULL;
  if (wrong) {
    fprintf(out, "error: no such parameter or value: %s\n", wrong);
  } else {
    write_stats(out);
  }
  fclose(out);
  sendto(fd, text, text_length, MSG_DONTWAIT, (void *)&from, from_length);
  free(text);
}

static int ask(const char *path, char **words, int n) {
  struct sockaddr_un server = {.sun_family = AF_UNIX}, self = server;
  char text[8192] = "";
  for (int i = 0; i < n && strlen(text) + strlen(words[i]) + 2 < 4096; i++) {
    strcat(strcat(text, words[i]), " ");
  }
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){5, 0}, sizeof(struct timeval));
  /* A name in the file system, because an abstract one would not cross namespaces. */
  snprintf(server.sun_path, sizeof server.sun_path, "%s", path);
  snprintf(self.sun_path, sizeof self.sun_path, "%s.%d", path, (int)getpid());
  ssize_t r = -1;
  if (bind(fd, (void *)&self, sizeof self) == 0 &&
      connect(fd, (void *)&server, sizeof server) == 0 && send(fd, text, strlen(text), 0) >= 0) {
    r = recv(fd, text, sizeof text, 0);
  }
  unlink(self.sun_path);
  if (r < 0) {
    die(path);
  }
  int failed = r >= 6 && strncmp(text, "error:", 6) == 0;
  fprintf(failed ? stderr : stdout, "%.*s", (int)r, text);
  return failed;
}

/* ---- set-up and main loop ------------------------------------------------------------------ */

static int open_interface(const char *name, uint8_t **ring) {
  int one = 1, version = TPACKET_V2, buffer = 8 << 20;
  struct tpacket_req request = {.tp_block_size = 64 * FRAME,
                                .tp_block_nr = RING_FRAMES / 64,
                                .tp_frame_size = FRAME,
                                .tp_frame_nr = RING_FRAMES};
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_ALL),
                                .sll_ifindex = (int)if_nametoindex(name)};
  int fd = socket(AF_PACKET, SOCK_RAW, 0); /* protocol 0: deaf until bound */
  if (fd < 0 || address.sll_ifindex == 0 ||
      setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) < 0 ||
      setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) < 0 ||
      setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one) < 0 ||
      setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) < 0) {
    die(name);
  }
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
  size_t size = (size_t)RING_FRAMES * FRAME;
  *ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (*ring == MAP_FAILED || bind(fd, (void *)&address, sizeof address) < 0) {
    die(name);
  }
  return fd;
}

static void open_directions(const char *a, const char *b, unsigned long seed) {
  for (int i = 0; i < 2; i++) {
    struct direction *d = &directions[i];
    d->name = i ? "ba" : "ab";
    d->seed = (seed * 2 + (unsigned)i) * 0xA0761D6478BD642FULL;
    d->rx_fd = open_interface(i ? b : a, &d->kernel_ring);
    for (int k = 0; k < PARAMETERS; k++) {
      d->settings.value[k] = parameters[k].initial;
    }
  }
  directions[0].tx_fd = directions[1].rx_fd;
  directions[1].tx_fd = directions[0].rx_fd;
}

static int listen_on(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (void *)&address, sizeof address) < 0) {
    die(path);
  }
  return fd;
}

/*
 * Sleeps until the next departure or until something arrives. Arrivals do not end the sleep in a
 * direction that is busy and delays its frames anyway; `active` says that this turn moved frames,
 * so that some more may come together before the next.
 */
static void sleep_until_needed(int control, int active, int64_t now, int64_t last_wake) {
  struct pollfd fds[3] = {{.fd = control, .events = POLLIN}};
  int64_t next = FOREVER;
  int watching = 0;
  for (int i = 0; i < 2; i++) {
    struct direction *d = &directions[i];
    double delay = d->settings.value[DELAY];
    int busy = d->last_arrival > 0 && now - d->last_arrival < 5 * MS && delay >= 1;
    if (d->head != d->tail && d->due[d->head % SLOTS] < next) {
      next = d->due[d->head % SLOTS];
    }
    int64_t look = now + (int64_t)(fmin(delay / 2, 2) * MS);
    if (busy && look < next) {
      next = look;
    }
    fds[1 + i] = (struct pollfd){.fd = busy ? -1 : d->rx_fd, .events = POLLIN};
    watching |= !busy;
  }
  if (active && now < last_wake + WAKE_GAP) {
    if (watching || next < last_wake + WAKE_GAP) {
      next = last_wake + WAKE_GAP;
    }
    fds[1].fd = fds[2].fd = -1;
  }
  int64_t wait = next > now ? next - now : 0;
  struct timespec ts = {wait / 1000000000LL, wait % 1000000000LL};
  sigset_t none;
  sigemptyset(&none);
  int ready = ppoll(fds, 3, next == FOREVER ? NULL : &ts, &none);
  for (int i = 1; ready > 0 && i < 3; i++) {
    if (fds[i].revents & POLLERR) { /* the interface went down: reading the error clears it */
      getsockopt(fds[i].fd, SOL_SOCKET, SO_ERROR, &(int){0}, &(socklen_t){sizeof(int)});
    }
  }
  if (ready > 0 && fds[0].revents) {
    answer(control);
  }
}

static void run(int control) {
  int64_t last_wake = 0;
  while (!quit) {
    uint32_t moved = 0;
    int64_t now = clock_ns(CLOCK_MONOTONIC), offset = now - clock_ns(CLOCK_REALTIME);
    for (int i = 0; i < 2; i++) {
      moved += receive(&directions[i], now, offset);
    }
    now = clock_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < 2; i++) {
      moved += transmit(&directions[i], now);
    }
    sleep_until_needed(control, moved > 0, now, last_wake);
    last_wake = clock_ns(CLOCK_MONOTONIC);
  }
}

static void on_signal(int signal) {
  (void)signal;
  quit = 1;
}

static int usage(void) {
  fputs("usage: linkem IF_A IF_B SEED SOCKET [PARAMETER...]   emulate a link until SIGTERM\n"
        "       linkem ask SOCKET set PARAMETER...            change it\n"
        "       linkem ask SOCKET stats                       print the counters as JSON\n"
        "PARAMETER is [ab:|ba:]NAME=VALUE, for both directions without ab: or ba:\n",
        stderr);
  for (int k = 0; k < PARAMETERS; k++) {
    fprintf(stderr, "  %-9s %s (%g)\n", parameters[k].name, parameters[k].help,
            parameters[k].initial);
  }
  fputs("  blackout  ms from now on in which nothing passes\n", stderr);
  return 2;
}

int main(int argc, char **argv) {
  if (argc >= 4 && strcmp(argv[1], "ask") == 0) {
    return ask(argv[2], argv + 3, argc - 3);
  }
  if (argc < 5) {
    return usage();
  }
  open_directions(argv[1], argv[2], strtoul(argv[3], NULL, 10));
  const char *wrong = apply_all(argv + 5, argc - 5);
  if (wrong) {
    fprintf(stderr, "linkem: no such parameter or value: %s\n", wrong);
    return usage();
  }
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL); /* they arrive in ppoll() only */
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = on_signal}, NULL);
  sigaction(SIGINT, &(struct sigaction){.sa_handler = on_signal}, NULL);
  prctl(PR_SET_TIMERSLACK, 1UL);
  if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = PRIORITY}) < 0) {
    fprintf(stderr, "linkem: no real-time priority: %s\n", strerror(errno));
  }
  run(listen_on(argv[4]));
  write_stats(stderr);
  return unlink(argv[4]) < 0;
}
