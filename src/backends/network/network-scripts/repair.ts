/** Restores files of ours that were changed or removed since, so that the next boot would not make the bridge. */
import type { Check } from '../../../model/finding.ts';
import { noFile } from '../../../model/host-file.ts';
import type { HostState } from '../../../model/host-state.ts';
import { creationsOf, keptStepsAt } from '../../../model/originals.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import type { Transaction } from '../../../model/transaction.ts';
import type { RepairContext } from '../../interfaces/aspect.ts';
import type { BackendRepair } from '../../interfaces/network-backend.ts';
import { scriptsFolder } from './files/boot-files.ts';
import { configOf } from './files/config.ts';
import { portsOf, uplinkOf } from './contents/intent.ts';
import { verify } from './verify.ts';

/** config-bridge and config-interface. What an administrator has edited and still works stays as it is. */
export function planRepair(bridge: string, { state, history }: RepairContext): BackendRepair {
  const uplink = uplinkOf(bridge, state);
  const failed = verify(bridge, uplink, state).filter(({ status }) => status === 'fail');
  const isWrong = (check: Check): boolean => failed.some((finding) => finding.check === check);
  const named = portsOf(bridge, state);
  // Of a further port no finding tells once no file names it.
  const further = furtherPorts(bridge, uplink, state, history).filter(
    (port) => !named.includes(port) || isWrong('config-interface'),
  );
  const devices: readonly (readonly [Check, string | undefined])[] = [
    ['config-bridge', isWrong('config-bridge') ? bridge : undefined],
    ['config-interface', isWrong('config-interface') ? uplink : undefined],
    ...further.map((port) => ['config-interface', port] as const),
  ];
  const repairs = devices.flatMap(([check, device]) =>
    device === undefined ? [] : [{ check, steps: restored(`ifcfg-${device}`, state, history) }],
  );
  return {
    repairs,
    after: withFiles(
      state,
      repairs.flatMap(({ steps }) => steps),
    ),
  };
}

/** Those of the files, and those that a call of ours has added. */
function furtherPorts(
  bridge: string,
  uplink: string | undefined,
  state: HostState,
  history: readonly Transaction[],
): readonly string[] {
  const asked = creationsOf(bridge, history).flatMap(({ request }) =>
    request.operation === 'CreateBridge' ? request.ports : [],
  );
  return [...new Set([...portsOf(bridge, state), ...asked])].filter((name) => name !== uplink);
}

function withFiles(state: HostState, steps: readonly FileStep[]): HostState {
  const config = configOf(state);
  const written = steps.map(({ path, after, mode }) => ({ ...noFile(path, mode), text: after ?? undefined }));
  const kept = config.files.filter(({ path }) => !steps.some((step) => step.path === path));
  return { ...state, network: { ...state.network, 'network-scripts': { ...config, files: [...kept, ...written] } } };
}

/** As our last change that was kept left it. */
function restored(name: string, state: HostState, history: readonly Transaction[]): readonly FileStep[] {
  const path = `${scriptsFolder}/${name}`;
  const [ours] = keptStepsAt(path, history);
  if (ours === undefined || ours.after === null) return [];
  const file = configOf(state).files.find((one) => one.name === name) ?? noFile(path, ours.mode);
  if (file.problem !== undefined) return [];
  return replaceFile(`write '${name}' again as it was after the last change of Bridgehead's`, file, ours.after);
}
