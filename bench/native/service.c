/* A small service on the system bus, with sd-bus (sd_bus_add_object_vtable(3)): what a program costs that does nothing but
 * answer. Its ListBridges has the type of Bridgehead's, and reads /sys for it as brctl(8) does.
 *
 * usage: service NAME     the bus name, which is also its interface; it runs until it is killed
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>

static const char links[] = "/sys/class/net";

/* The first line of /sys/class/net/LINK/FILE; empty if there is none. */
static void read_line(const char *link, const char *file, char *line, int size) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s/%s", links, link, file);
  line[0] = '\0';
  FILE *stream = fopen(path, "re");
  if (!stream) return;
  if (fgets(line, size, stream)) line[strcspn(line, "\n")] = '\0';
  fclose(stream);
}

static int append_string(sd_bus_message *reply, const char *key, const char *text) {
  return sd_bus_message_append(reply, "{sv}", key, "s", text);
}

static int append_ports(sd_bus_message *reply, const char *bridge) {
  char path[512];
  int r;
  snprintf(path, sizeof path, "%s/%s/brif", links, bridge);
  if ((r = sd_bus_message_open_container(reply, 'e', "sv")) < 0) return r;
  if ((r = sd_bus_message_append(reply, "s", "ports")) < 0) return r;
  if ((r = sd_bus_message_open_container(reply, 'v', "as")) < 0) return r;
  if ((r = sd_bus_message_open_container(reply, 'a', "s")) < 0) return r;
  DIR *folder = opendir(path);
  for (struct dirent *entry; folder && (entry = readdir(folder));)
    if (entry->d_name[0] != '.' && (r = sd_bus_message_append(reply, "s", entry->d_name)) < 0) break;
  if (folder) closedir(folder);
  if (r < 0 || (r = sd_bus_message_close_container(reply)) < 0) return r;
  if ((r = sd_bus_message_close_container(reply)) < 0) return r;
  return sd_bus_message_close_container(reply);
}

static int append_bridge(sd_bus_message *reply, const char *name) {
  char id[64], mac[64], mtu[64], stp[64], delay[64], state[64];
  int r;
  read_line(name, "bridge/bridge_id", id, sizeof id);
  read_line(name, "address", mac, sizeof mac);
  read_line(name, "mtu", mtu, sizeof mtu);
  read_line(name, "bridge/stp_state", stp, sizeof stp);
  read_line(name, "bridge/forward_delay", delay, sizeof delay);
  read_line(name, "operstate", state, sizeof state);
  if ((r = sd_bus_message_open_container(reply, 'a', "{sv}")) < 0) return r;
  if ((r = append_string(reply, "name", name)) < 0) return r;
  if ((r = append_string(reply, "id", id)) < 0) return r;
  if ((r = append_string(reply, "mac", mac)) < 0) return r;
  if ((r = sd_bus_message_append(reply, "{sv}", "mtu", "u", (unsigned)atoi(mtu))) < 0) return r;
  if ((r = sd_bus_message_append(reply, "{sv}", "stp", "b", atoi(stp) != 0)) < 0) return r;
  if ((r = sd_bus_message_append(reply, "{sv}", "forward-delay", "u", (unsigned)atoi(delay) / 100)) < 0) return r;
  if ((r = sd_bus_message_append(reply, "{sv}", "up", "b", strcmp(state, "up") == 0)) < 0) return r;
  if ((r = append_ports(reply, name)) < 0) return r;
  return sd_bus_message_close_container(reply);
}

static int is_bridge(const char *name) {
  char path[512];
  struct stat status;
  snprintf(path, sizeof path, "%s/%s/bridge", links, name);
  return name[0] != '.' && stat(path, &status) == 0;
}

static int list_bridges(sd_bus_message *call, void *data, sd_bus_error *error) {
  sd_bus_message *reply = NULL;
  (void)data;
  (void)error;
  int r = sd_bus_message_new_method_return(call, &reply);
  if (r >= 0) r = sd_bus_message_open_container(reply, 'a', "a{sv}");
  DIR *folder = opendir(links);
  for (struct dirent *entry; r >= 0 && folder && (entry = readdir(folder));)
    if (is_bridge(entry->d_name)) r = append_bridge(reply, entry->d_name);
  if (folder) closedir(folder);
  if (r >= 0) r = sd_bus_message_close_container(reply);
  if (r >= 0) r = sd_bus_send(NULL, reply, NULL);
  sd_bus_message_unref(reply);
  return r;
}

static const sd_bus_vtable methods[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("ListBridges", "", "aa{sv}", list_bridges, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

int main(int count, char **words) {
  sd_bus *bus = NULL;
  if (count != 2) return 2;
  int r = sd_bus_open_system(&bus);
  if (r >= 0) r = sd_bus_add_object_vtable(bus, NULL, "/", words[1], methods, NULL);
  if (r >= 0) r = sd_bus_request_name(bus, words[1], 0);
  while (r >= 0) {
    r = sd_bus_process(bus, NULL);
    if (r == 0) r = sd_bus_wait(bus, UINT64_MAX);
  }
  fprintf(stderr, "service: %s\n", strerror(-r));
  return 1;
}
