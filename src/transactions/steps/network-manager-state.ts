/** What NetworkManager finds of a device when it starts; lost with a reboot. */
import {
  deviceStateFolder,
  deviceStatePath,
  deviceStateText,
  saysSo,
} from '../../backends/network/network-manager/daemon/device-state.ts';
import {
  hasDecided,
  readActivation,
  requireStopped,
  type Activation,
} from '../../backends/network/network-manager/daemon/read-activation.ts';
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/kernel/ip-together.ts';
import { readAddressedLinks } from '../../host/kernel/links.ts';
import { digest } from '../../model/digest.ts';
import type { NetworkManagerStateStep } from '../../model/plan.ts';
import { reasonOf } from '../../model/reason.ts';
import type { StepKind, Unsettled } from './step-kind.ts';

export const networkManagerStateKind: StepKind<NetworkManagerStateStep> = {
  ofKernel: true,
  preview: (step) =>
    `${step.when === 'undo' ? '# only on rollback: ' : '# '}${shownPath(step)}\n${deviceStateText(step)}`,
  // One that was started meanwhile does not read the file any more, and would overwrite it.
  requireStillRight: (_step, host) => requireStopped(host),
  foretell,
  apply: async (step, host) => {
    if (step.when !== 'undo') await write(step, host);
    return undefined;
  },
  unsettled: (step, host) =>
    step.when === 'undo' || step.judged === false ? Promise.resolve(undefined) : unsettled(step, host),
  // NetworkManager itself writes the file from now on.
  touches: () => [],
  undo: (step, index) => {
    // One that it started to have again it would take out of its bridge.
    if (step.uuid === undefined) return undefined;
    return ['undo_network_manager_state', index, step.device, deviceStateText(step), step.when ?? 'apply'];
  },
};

function shownPath({ device }: NetworkManagerStateStep): string {
  return `${deviceStateFolder}/<the index of '${device}'>`;
}

/** It has to have taken the device over with this profile. It decides that while it starts, and not later. */
async function unsettled(step: NetworkManagerStateStep, host: Host): Promise<Unsettled | undefined> {
  const decided = await hasDecided(host);
  const found = shortcoming(step, await readActivation(host, step.device));
  if (found === undefined) return undefined;
  const { uuid = '', device } = step;
  const what = `NetworkManager was to go on with the profile '${uuid}' on '${device}' and ${found}; see 'journalctl -u NetworkManager'`;
  return { what, final: decided && found !== incomplete };
}

/** A lease, or the check of an address, may be late. */
const incomplete = 'has not completed it';

function shortcoming({ uuid }: NetworkManagerStateStep, now: Activation | undefined): string | undefined {
  if (now === undefined) return 'does not have it active';
  // Such a device has a profile that NetworkManager has made up.
  if (now.external) return 'only watches it';
  if (now.uuid !== uuid) return `has the profile '${now.uuid}' active there`;
  return now.complete ? undefined : incomplete;
}

/** @returns the device's index and the digest of the file that is there, which is kept: `7:absent`. */
async function foretell(
  step: NetworkManagerStateStep,
  host: Host,
  keep: (name: string, text: string) => Promise<void>,
): Promise<string> {
  if (step.when === 'undo') return '-';
  const index = await indexOf(step, host);
  const text = await read(index, host);
  if (text !== null) await keep('before', text);
  return `${index}:${digest(text)}`;
}

async function write(step: NetworkManagerStateStep, host: Host): Promise<void> {
  const index = await indexOf(step, host);
  const now = await read(index, host);
  // It may say more, which NetworkManager wrote there as it ended.
  if (now !== null && saysSo(now, step)) return;
  try {
    await host.files.makeDirectory(deviceStateFolder, 0o755);
    await host.files.write(deviceStatePath(index), deviceStateText(step), 0o644);
  } catch (cause) {
    throw new AgentError(
      'CommandFailed',
      `file '${deviceStatePath(index)}' cannot be written and the change was undone; ${reasonOf(cause)}`,
      { cause },
    );
  }
}

/** One that can't be trusted is replaced, like one that is not there. */
async function read(index: number, { files }: Host): Promise<string | null> {
  const found = await files.read(deviceStatePath(index));
  return found?.problem === undefined ? (found?.text ?? null) : null;
}

async function indexOf({ device }: NetworkManagerStateStep, { commands }: Host): Promise<number> {
  const link = (await readAddressedLinks(askTogether(commands))).find(({ name }) => name === device);
  if (link !== undefined) return link.index;
  throw new AgentError('NotFound', `interface '${device}' went away during the change, which was undone; call again`);
}
