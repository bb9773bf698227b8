/* A disk as slow as another one: laid under a program (LD_PRELOAD), it makes every flush last at least FLUSH_MICROSECONDS (240), asleep,
 * as somebody who waits for a disk is. For measuring acts where the disk at hand is faster than the one to compare with:
 *
 *   cc -O2 -shared -fPIC -o /tmp/slow-disk.so scripts/slow-disk.c -ldl
 *   LD_PRELOAD=/tmp/slow-disk.so target/release/lianchuang --lang en measure --data data/measure --consortia 5000
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

typedef int flush(int file);

static long least = 240 * 1000;

__attribute__((constructor)) static void begin(void) {
  const char *told = getenv("FLUSH_MICROSECONDS");
  if (told) least = atol(told) * 1000;
  /* Threads take over how exactly this one is woken. */
  prctl(PR_SET_TIMERSLACK, 1);
}

static int lasting(const char *name, int file) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += least;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  int done = ((flush *)dlsym(RTLD_NEXT, name))(file);
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
  return done;
}

int fdatasync(int file) { return lasting("fdatasync", file); }
int fsync(int file) { return lasting("fsync", file); }
