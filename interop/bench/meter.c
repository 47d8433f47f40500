/*
 * meter runs a command and writes what it and all its descendants used, as JSON, to a file:
 * CPU seconds, the peak resident size in bytes of the largest of the processes, and the exit
 * status. SIGTERM and SIGINT are passed on to the command.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child;

static void pass_on(int signal) { kill(child, signal); }

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: meter FILE COMMAND...\n", stderr);
    return 2;
  }
  /* Descendants whose parent ends first come here to be counted. */
  prctl(PR_SET_CHILD_SUBREAPER, 1UL);
  child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  signal(SIGTERM, pass_on);
  signal(SIGINT, pass_on);
  int status = 0, any;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  while (waitpid(-1, &any, WNOHANG) > 0) {
  }
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  FILE *out = fopen(argv[1], "w");
  if (child < 0 || !out) {
    perror(argv[1]);
    return 1;
  }
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  fprintf(out, "{\"cpu\":%.6f,\"rss\":%ld,\"status\":%d}\n",
          seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss * 1024L, code);
  fclose(out);
  return code;
}
