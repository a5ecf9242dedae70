/** The profiles as they are once a bridge is gone: the card's as it was, if ours is unchanged, else made of what is there. */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { requireReadable } from '../../../model/host-file.ts';
import type { HostState } from '../../../model/host-state.ts';
import { creationOf, creationsOf } from '../../../model/originals.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import type { Transaction } from '../../../model/transaction.ts';
import { asKeyfile } from './ifcfg-rh/reading/as-keyfile.ts';
import { parseKeyfile } from './keyfile/keyfile.ts';
import { cardTextOfIfcfg, routesBack, type Names } from './ifcfg-rh/writing/delete.ts';
import { bridgeProfile, portProfiles, type ReadProfile } from './profiles/owner.ts';
import { bareCardText, cardText as asCard } from './contents/port-keyfile.ts';
import { deviceOf, portProfileOf } from './profiles/ports.ts';
import { settingsOfKeyfile } from './profiles/profile.ts';
import { named } from './guards/requirements.ts';
import { isUplinkType } from './profiles/uplink-types.ts';

export interface DeletedFiles {
  readonly steps: readonly FileStep[];
  readonly uuids: { readonly bridge: string | undefined; readonly card: string | undefined };
  /** What the card's profile will say, as a keyfile. */
  readonly cardText: string | undefined;
  /** What people call it. */
  readonly cardName: string;
}

/**
 * @param device the interface that has the bridge's addresses again; undefined where the profiles name none. Throws AgentError:
 * Refused for a profile that must not be changed, Unsupported for one that is elsewhere than in /etc.
 */
export function planDeleteFiles(
  bridge: string,
  device: string | undefined,
  state: HostState,
  history: readonly Transaction[],
): DeletedFiles {
  const own = bridgeProfile(bridge, state);
  const ports = portProfiles(bridge, state).filter(({ settings }) => isUplinkType(settings.type));
  const port = device === undefined ? undefined : (portProfileOf(device, bridge, state) ?? ports[0]);
  const further = ports.filter(({ profile }) => profile.file.path !== port?.profile.file.path);
  for (const one of [own, ...ports]) if (one !== undefined) requireOurs(one);
  const text = port && textAfter({ bridge, device: device ?? '' }, port, own, history);
  const isIfcfg = port?.profile.origin === 'ifcfg';
  const steps = [
    ...(port === undefined || text === undefined ? [] : cardStep(bridge, port, text)),
    ...further.flatMap((one) => cardStep(bridge, one, furtherText(bridge, one, state, history))),
    ...(own === undefined
      ? []
      : replaceFile(`remove the profile ${quoted(own.profile.id)} of bridge '${bridge}'`, own.profile.file, null)),
    ...(isIfcfg && device !== undefined ? routesBack(bridge, device, port, state, history) : []),
  ];
  return {
    steps,
    uuids: { bridge: own?.profile.uuid, card: port?.profile.uuid },
    cardText: isIfcfg && text !== undefined ? asKeyfile(port.profile.file.path, text) : text,
    cardName: port?.profile.id ?? '',
  };
}

/** As it was, where ours is unchanged: perhaps without a file. Else that of a card without addresses, as the port is. */
function furtherText(
  bridge: string,
  port: ReadProfile,
  state: HostState,
  history: readonly Transaction[],
): string | null {
  const { file, origin } = port.profile;
  const now = requireReadable(file).text;
  const written = creationsOf(bridge, history)
    .flatMap(({ plan }) => plan)
    .find((step) => step.kind === 'file' && step.path === file.path);
  if (written?.kind === 'file' && written.after === now && ownText(written.before) === written.before)
    return written.before;
  if (origin !== 'ifcfg') return bareCardText(now);
  return cardTextOfIfcfg({ bridge, device: deviceOf(port, state) ?? '' }, port, undefined, history);
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
  const before = written?.kind === 'file' && written.after === now ? ownText(written.before) : null;
  return before ?? asCard(now, own === undefined ? '' : requireReadable(own.profile.file).text);
}

/** None where it was a port's already: a bridge that was taken over had its profiles. */
function ownText(before: string | null): string | null {
  const keyfile = before === null ? undefined : parseKeyfile(before);
  return keyfile === undefined || settingsOfKeyfile(keyfile).controller === undefined ? before : null;
}

function cardStep(bridge: string, { profile }: ReadProfile, text: string | null): readonly FileStep[] {
  const what = text === null ? 'remove' : 'change';
  return replaceFile(`${what} the profile ${quoted(profile.id)}: no longer a port of '${bridge}'`, profile.file, text);
}
