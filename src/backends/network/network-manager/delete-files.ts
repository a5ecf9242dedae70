/** The profiles as they are once a bridge is gone: the card's as it was, if ours is unchanged, else made of what is there. */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { requireReadable } from '../../../model/host-file.ts';
import type { HostState } from '../../../model/host-state.ts';
import { creationOf } from '../../../model/originals.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import type { Transaction } from '../../../model/transaction.ts';
import { asKeyfile } from './ifcfg/as-keyfile.ts';
import { cardTextOfIfcfg, routesBack, type Names } from './ifcfg-delete.ts';
import { uplinkOf } from './intent.ts';
import { bridgeProfile, portProfiles, type ReadProfile } from './owner.ts';
import { cardText as asCard } from './port-keyfile.ts';
import { named } from './requirements.ts';
import { isUplinkType } from './uplink-types.ts';

export interface DeletedFiles {
  readonly steps: readonly FileStep[];
  /** The interface that the profiles put behind the bridge. */
  readonly interface: string | undefined;
  readonly uuids: { readonly bridge: string | undefined; readonly card: string | undefined };
  /** What the card's profile will say, as a keyfile. */
  readonly cardText: string | undefined;
  /** What people call it. */
  readonly cardName: string;
}

/** Throws AgentError: Refused for a profile that must not be changed, Unsupported for one that is elsewhere than in /etc. */
export function planDeleteFiles(bridge: string, state: HostState, history: readonly Transaction[]): DeletedFiles {
  const own = bridgeProfile(bridge, state);
  const ports = portProfiles(bridge, state).filter(({ settings }) => isUplinkType(settings.type));
  const [port, other] = ports;
  if (port !== undefined && other !== undefined) {
    throw new AgentError(
      'Conflict',
      `bridge '${bridge}' has several ports, by ${named(port.profile)} and ${named(other.profile)}; remove one first`,
    );
  }
  for (const one of [own, port]) if (one !== undefined) requireOurs(one);
  const device = own === undefined && port === undefined ? undefined : uplinkOf(bridge, state);
  const text = port && textAfter({ bridge, device: device ?? '' }, port, own, history);
  const isIfcfg = port?.profile.origin === 'ifcfg';
  const steps = [
    ...(port === undefined || text === undefined ? [] : cardStep(bridge, port, text)),
    ...(own === undefined
      ? []
      : replaceFile(`remove the profile ${quoted(own.profile.id)} of bridge '${bridge}'`, own.profile.file, null)),
    ...(isIfcfg && device !== undefined ? routesBack(bridge, device, port, state, history) : []),
  ];
  return {
    steps,
    interface: device,
    uuids: { bridge: own?.profile.uuid, card: port?.profile.uuid },
    cardText: isIfcfg && text !== undefined ? asKeyfile(port.profile.file.path, text) : text,
    cardName: port?.profile.id ?? '',
  };
}

function requireOurs({ profile }: ReadProfile): void {
  if (profile.origin !== 'etc' && profile.origin !== 'ifcfg') {
    throw new AgentError(
      'Unsupported',
      `${named(profile)} is not in '/etc/NetworkManager/system-connections'; change it where it comes from`,
    );
  }
  requireReadable(profile.file, profile.file.path);
}

function textAfter(
  names: Names,
  port: ReadProfile,
  own: ReadProfile | undefined,
  history: readonly Transaction[],
): string {
  const { profile } = port;
  if (profile.origin === 'ifcfg') return cardTextOfIfcfg(names, port, own, history);
  const now = requireReadable(profile.file).text;
  const written = creationOf(names.bridge, history)?.plan.find(
    (step) => step.kind === 'file' && step.path === profile.file.path,
  );
  // A profile that was in memory alone stays in a file: by the next boot NetworkManager would have made up another.
  const before = written?.kind === 'file' && written.after === now ? written.before : null;
  return before ?? asCard(now, own === undefined ? '' : requireReadable(own.profile.file).text);
}

function cardStep(bridge: string, { profile }: ReadProfile, text: string): readonly FileStep[] {
  return replaceFile(`change the profile ${quoted(profile.id)}: no longer a port of '${bridge}'`, profile.file, text);
}
