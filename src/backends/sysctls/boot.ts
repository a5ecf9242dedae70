/** What our drop-in has for a bridge, so that its settings come back at each boot. */
import type { HostFile } from '../../model/host-file.ts';
import type { HostState } from '../../model/host-state.ts';
import { dropInPath, withoutSections } from '../../model/sysctl-drop-in.ts';
import { configuredFor } from './configured.ts';
import { dottedName, isOwn, portSettings } from './keys.ts';

/**
 * The lines of the bridge's section. The boot applies them when the device appears (systemd: 99-systemd.rules runs
 * systemd-sysctl for it), or once the network is up (initscripts: apply_sysctl in the service `network`).
 * @param port the interface behind it. @param further its other ports.
 */
export function sectionFor(
  bridge: string,
  port: string,
  state: HostState,
  further: readonly string[] = [],
): readonly string[] {
  const fresh = state.interfaceSysctls.default ?? {};
  const known = Object.keys(fresh);
  const files = othersFiles(state);
  const ofBridge = configuredFor(bridge, files, known);
  const carried = [...configuredFor(port, files, known)]
    .filter(([key, value]) => !isOwn(key) && ofBridge.get(key) !== value)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const kept = Object.entries(portSettings).filter(([key]) => !state.live || fresh[key] !== undefined);
  return [
    ...carried.map(([key, value]) => `${dottedName(bridge, key)} = ${value}`),
    ...[port, ...further].flatMap((name) => kept.map(([key, value]) => `${dottedName(name, key)} = ${value}`)),
  ];
}

/** The files without what we have derived from them ourselves. */
export function othersFiles({ sysctlFiles }: HostState): readonly HostFile[] {
  return sysctlFiles.map((file) =>
    file.path === dropInPath && file.text !== undefined ? { ...file, text: withoutSections(file.text) } : file,
  );
}
