/** A card's ifcfg file as it is once its bridge is gone: as it was, if ours is unchanged, else made of what is there. */
import { AgentError } from '../../../../../contract/errors.ts';
import { requireReadable, type HostFile } from '../../../../../model/host-file.ts';
import type { HostState } from '../../../../../model/host-state.ts';
import { creationOf } from '../../../../../model/originals.ts';
import type { FileStep } from '../../../../../model/plan.ts';
import type { Transaction } from '../../../../../model/transaction.ts';
import { parseIfcfg, type IfcfgFile } from '../../../ifcfg/parse.ts';
import { cardIfcfg } from './files.ts';
import { moveRoutes } from './routes.ts';
import type { ReadProfile } from '../../profiles/owner.ts';
import { named } from '../../guards/requirements.ts';

/** The bridge, and what the card is called. */
export interface Names {
  readonly bridge: string;
  readonly device: string;
}

/** Throws AgentError: Refused for a file that must not be changed, Unsupported where the bridge's profile is no ifcfg file. */
export function cardTextOfIfcfg(
  { bridge, device }: Names,
  { profile }: ReadProfile,
  own: ReadProfile | undefined,
  history: readonly Transaction[],
): string {
  const { path, text: now } = requireReadable(profile.file, profile.file.name);
  const before = textBefore(bridge, path, now, history);
  if (before !== undefined) return before;
  if (own !== undefined && own.profile.origin !== 'ifcfg') {
    throw new AgentError(
      'Unsupported',
      `${named(own.profile)} is a keyfile, and its port has ${named(profile)}; migrate that first with 'nmcli connection migrate'`,
    );
  }
  return cardIfcfg(parsed(profile.file), own && parsed(own.profile.file), bridge, device);
}

/** What the file had before the bridge was made, where it has still what was written then. */
function textBefore(bridge: string, path: string, now: string, history: readonly Transaction[]): string | undefined {
  const steps = creationOf(bridge, history)?.plan ?? [];
  const written = steps.find((step) => step.kind === 'file' && step.path === path);
  return written?.kind === 'file' && written.after === now ? (written.before ?? undefined) : undefined;
}

function parsed(file: HostFile): IfcfgFile {
  return parseIfcfg(file.name, requireReadable(file, file.name).text);
}

/** The files of routes go back to the card, byte for byte where they are as they were written. Throws as `moveRoutes`. */
export function routesBack(
  bridge: string,
  device: string,
  { profile }: ReadProfile,
  state: HostState,
  history: readonly Transaction[],
): readonly FileStep[] {
  const steps = (creationOf(bridge, history)?.plan ?? []).filter((step) => step.kind === 'file');
  const nick = profile.file.name.replace(/^ifcfg-/, '');
  return moveRoutes({ device: bridge, nick: bridge }, { device, nick }, state, (path, { path: source, text }) => {
    const taken = steps.find((step) => step.path === path && step.after === null);
    const written = steps.some((step) => step.path === source && step.after === text);
    return written ? (taken?.before ?? undefined) : undefined;
  });
}
