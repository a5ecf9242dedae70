/* A process that calls itself what it likes: notes each start of its program beside it, and waits. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char path[4096];
  FILE *file;
  (void)argc;
  snprintf(path, sizeof path, "%s.started", argv[0]);
  file = fopen(path, "a");
  if (file == NULL || fputs("started\n", file) < 0 || fclose(file) != 0) return 1;
  for (;;) pause();
}
