/**
 * What NetworkManager itself says of a device: its D-Bus interface (NetworkManager: D-Bus API reference), asked by busctl(1) in
 * the form that versions without `--json` have too (systemd 239, RHEL 8).
 */
import { AgentError } from '../../../../contract/errors.ts';
import { hasOwner } from '../../../../host/bus-names.ts';
import type { Host } from '../../../../host/host.ts';
import { activated } from '../../../../model/network-config.ts';

const service = 'org.freedesktop.NetworkManager';
const manager = '/org/freedesktop/NetworkManager';

/** Milliseconds; it answers in some, and the caller asks again. */
const patience = 20_000;

/** NM_ACTIVATION_STATE_FLAG_EXTERNAL: it only watches what others have configured. */
const externalFlag = 0x80;

/** The profile that is active on a device. */
export interface Activation {
  readonly uuid: string;
  /** Whether it is active with all it says. */
  readonly complete: boolean;
  readonly external: boolean;
}

/** Whether it has done all that it does by itself after a start, or does not run. Never throws. */
export async function hasDecided(host: Host): Promise<boolean> {
  const [starting] = await properties(host, manager, service, 'Startup');
  return starting === undefined ? (await hasOwner(host.commands, service)) === false : starting === 'b false';
}

/** Throws AgentError(Conflict) where it runs. Where the bus does not say, the check after the change finds out. */
export async function requireStopped({ commands }: Host): Promise<void> {
  if ((await hasOwner(commands, service)) !== true) return;
  throw new AgentError(
    'Conflict',
    `the service 'NetworkManager' was started outside bridgehead meanwhile, or did not stop, and the change was undone; call again`,
  );
}

/** Undefined where it does not answer, does not know the device, or has no profile active there. Never throws. */
export async function readActivation(host: Host, device: string): Promise<Activation | undefined> {
  const found = await ask(host, ['call', service, manager, service, 'GetDeviceByIpIface', 's', device]);
  const path = objectPath(found[0]);
  if (path === undefined) return undefined;
  const [state = '', active = ''] = await properties(host, path, `${service}.Device`, 'State', 'ActiveConnection');
  const activePath = objectPath(active);
  if (activePath === undefined) return undefined;
  const said = await properties(host, activePath, `${service}.Connection.Active`, 'Uuid', 'StateFlags');
  const [uuid] = /(?<=^s ")[\w-]+(?="$)/.exec(said[0] ?? '') ?? [];
  if (uuid === undefined) return undefined;
  return { uuid, complete: number(state) === activated, external: (number(said[1]) & externalFlag) !== 0 };
}

function properties(host: Host, path: string, owner: string, ...names: readonly string[]): Promise<readonly string[]> {
  return ask(host, ['get-property', service, path, owner, ...names]);
}

/** The lines of the answer; none where there is none. */
async function ask({ commands }: Host, words: readonly string[]): Promise<readonly string[]> {
  const result = await commands.run('busctl', words, { timeout: patience }).catch(() => undefined);
  return result?.exitCode === 0 ? result.stdout.trimEnd().split('\n') : [];
}

/** `o "/org/freedesktop/NetworkManager/Devices/2"`; undefined for `/`, which stands for none, and anything else. */
function objectPath(line: string | undefined): string | undefined {
  return /(?<=^o ")(?:\/\w+)+(?="$)/.exec(line ?? '')?.[0];
}

/** `u 100`; 0 for anything else. */
function number(line: string | undefined): number {
  return Number(/(?<=^u )\d{1,10}$/.exec(line ?? '')?.[0] ?? 0);
}
