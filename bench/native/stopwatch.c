/* Measures one thing and prints the milliseconds that it took. In C, because to start a program from a large process takes
 * longer, and it would take the reference's time for its own.
 *
 * usage: stopwatch run COUNT PROGRAM WORD…      a program, from its start to its end, the mean of COUNT runs; its output is read
 *                                               and thrown away
 *        stopwatch batch FOLDER COUNT FILE      COUNT files of 1 KiB written to FOLDER and synced, and then `ip -batch FILE`
 *        stopwatch call NAME PATH METHOD WORD…  a call on the system bus; NAME is also the interface, unless METHOD has one before
 *                                               it, with a dot. WORD is a string, or - for an empty a{sv}
 *        stopwatch start NAME LOG PROGRAM WORD… from the start of a service to its name on the bus; prints its pid, too, and
 *                                               leaves it running. Its output goes to the file LOG
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what, int error) {
  fprintf(stderr, "stopwatch: %s: %s\n", what, strerror(error < 0 ? -error : error));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Starts a program; its output goes to the descriptor, and what it complains of to the other. */
static pid_t start_program(char **words, int output, int complaints) {
  posix_spawn_file_actions_t actions;
  pid_t pid;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
  int error = posix_spawnp(&pid, words[0], &actions, NULL, words, environ);
  if (error) fail(words[0], error);
  return pid;
}

/* Runs a program to its end and reads all that it prints. */
static void run(char **words) {
  char buffer[65536];
  int ends[2], status;
  if (pipe2(ends, O_CLOEXEC) < 0) fail("pipe", -1);
  pid_t pid = start_program(words, ends[1], STDERR_FILENO);
  close(ends[1]);
  while (read(ends[0], buffer, sizeof buffer) > 0) continue;
  close(ends[0]);
  waitpid(pid, &status, 0);
  if (status != 0) fail(words[0], 71 /* EPROTO */);
}

static double measure_runs(int count, char **words) {
  double begin = now();
  for (int index = 0; index < count; index++) run(words);
  return (now() - begin) / count;
}

static double measure_batch(const char *folder, int syncs, char *file) {
  char path[4096], content[1024] = {0}, *words[] = {"ip", "-batch", file, NULL};
  double begin = now();
  for (int index = 0; index < syncs; index++) {
    snprintf(path, sizeof path, "%s/%d", folder, index);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0 || write(file, content, sizeof content) != sizeof content || fsync(file) < 0) fail(path, 5 /* EIO */);
    close(file);
  }
  run(words);
  return now() - begin;
}

static double measure_call(sd_bus *bus, char **words) {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message *call = NULL, *reply = NULL;
  char *dot = strrchr(words[2], '.'), *interface = dot ? words[2] : words[0], *method = dot ? dot + 1 : words[2];
  if (dot) *dot = '\0';
  int r = sd_bus_message_new_method_call(bus, &call, words[0], words[1], interface, method);
  for (char **word = words + 3; r >= 0 && *word; word++) {
    if (strcmp(*word, "-") != 0) r = sd_bus_message_append(call, "s", *word);
    else r = sd_bus_message_append(call, "a{sv}", 0);
  }
  if (r < 0) fail(words[2], r);
  double begin = now();
  r = sd_bus_call(bus, call, 300 * 1000000ULL, &error, &reply);
  double end = now();
  if (r < 0) {
    fprintf(stderr, "stopwatch: %s: %s\n", error.name, error.message);
    exit(1);
  }
  return end - begin;
}

static int on_owner(sd_bus_message *signal, void *owned, sd_bus_error *error) {
  (void)error;
  const char *name, *old, *owner;
  if (sd_bus_message_read(signal, "sss", &name, &old, &owner) >= 0 && owner[0] != '\0') *(int *)owned = 1;
  return 0;
}

static double measure_start(sd_bus *bus, const char *name, const char *path, char **words, pid_t *pid) {
  char rule[512];
  int owned = 0, log = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (log < 0) fail(path, 5 /* EIO */);
  snprintf(rule, sizeof rule, "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='%s'", name);
  int r = sd_bus_add_match(bus, NULL, rule, on_owner, &owned);
  if (r < 0) fail("match", r);
  double begin = now();
  *pid = start_program(words, log, log);
  while (!owned) {
    if (waitpid(*pid, NULL, WNOHANG) != 0) fail(words[0], 71 /* EPROTO */);
    if ((r = sd_bus_process(bus, NULL)) == 0) r = sd_bus_wait(bus, 1000000);
    if (r < 0) fail("bus", r);
  }
  return now() - begin;
}

int main(int count, char **words) {
  const char *what = count > 2 ? words[1] : "";
  sd_bus *bus = NULL;
  pid_t pid;
  if (strcmp(what, "run") == 0 && count > 3) {
    printf("%f\n", measure_runs(atoi(words[2]), words + 3));
    return 0;
  }
  if (strcmp(what, "batch") == 0 && count == 5) {
    printf("%f\n", measure_batch(words[2], atoi(words[3]), words[4]));
    return 0;
  }
  int r = sd_bus_open_system(&bus);
  if (r < 0) fail("bus", r);
  if (strcmp(what, "call") == 0 && count > 4) {
    printf("%f\n", measure_call(bus, words + 2));
    return 0;
  }
  if (strcmp(what, "start") == 0 && count > 4) {
    double time = measure_start(bus, words[2], words[3], words + 4, &pid);
    printf("%f %d\n", time, pid);
    return 0;
  }
  fprintf(stderr, "stopwatch: see its usage in stopwatch.c\n");
  return 2;
}
