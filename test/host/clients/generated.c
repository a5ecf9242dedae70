/* Drives the agent through what gdbus-codegen makes of its interface: prints the version, a dry run and Verify's word. */
#include <stdio.h>
#include "agent.h"

static int fail(GError *error) {
  fprintf(stderr, "%s\n", error->message);
  return 1;
}

int main(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(IoBridgeheadAgent1) agent = io_bridgehead_agent1_proxy_new_for_bus_sync(
      G_BUS_TYPE_SYSTEM, G_DBUS_PROXY_FLAGS_NONE, "io.bridgehead.Agent1", "/io/bridgehead/Agent1", NULL, &error);
  if (agent == NULL) return fail(error);
  printf("version %s\n", io_bridgehead_agent1_get_version(agent));
  printf("backend %s\n", io_bridgehead_agent1_get_network_backend(agent));

  GVariantBuilder options;
  g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add(&options, "{sv}", "dry-run", g_variant_new_boolean(TRUE));
  g_autoptr(GVariant) result = NULL;
  if (!io_bridgehead_agent1_call_create_bridge_sync(agent, "br0", "eth0", g_variant_builder_end(&options), &result, NULL,
                                                    &error))
    return fail(error);
  const char *state = NULL;
  gboolean changed = FALSE;
  g_variant_lookup(result, "state", "&s", &state);
  g_variant_lookup(result, "changed", "b", &changed);
  printf("state %s changed %d\n", state, changed);

  gboolean healthy = TRUE;
  g_autoptr(GVariant) findings = NULL;
  g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
  if (io_bridgehead_agent1_call_verify_sync(agent, "br0", g_variant_builder_end(&options), &healthy, &findings, NULL,
                                            &error))
    return 1;
  g_autofree char *name = g_dbus_error_get_remote_error(error);
  printf("verify %s\n", name);
  return 0;
}
