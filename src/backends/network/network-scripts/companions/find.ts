/** The files that hang on an interface: aliases, ranges, clones, routes, rules and keys, by their names. */
import type { HostFile } from '../../../../model/host-file.ts';
import { isClone } from '../files/interface-file.ts';

/** A device, and the name of its file without `ifcfg-`: the scripts look for both. */
export interface Owner {
  readonly device: string;
  readonly nick: string;
}

export interface Companion {
  readonly kind: 'alias' | 'range' | 'clone' | 'routing' | 'keys';
  readonly file: HostFile;
  /** What stands before and behind the interface in its name. */
  readonly before: string;
  readonly behind: string;
}

/** In the order of `files`. */
export function companionsOf(owner: Owner, files: readonly HostFile[]): readonly Companion[] {
  return files.flatMap((file) => companionOf(file, owner) ?? []);
}

/** The file's name where it belongs to the device `to` and its file `ifcfg-TO`. */
export function nameFor({ before, behind }: Companion, to: string): string {
  return before + to + behind;
}

/**
 * initscripts: ifup-aliases goes by the device, source_config by the file's name, ifup-routes by both. Clones are of RHEL 5
 * (source_config: PARENTCONFIG).
 */
function companionOf(file: HostFile, { device, nick }: Owner): Companion | undefined {
  const { name } = file;
  const names = device === nick ? [device] : [device, nick];
  const after = (before: string, owner: string): string | undefined =>
    name.startsWith(before + owner) ? name.slice(before.length + owner.length) : undefined;
  const alias = after('ifcfg-', device);
  if (alias?.startsWith(':') === true) return { kind: 'alias', file, before: 'ifcfg-', behind: alias };
  if (alias?.startsWith('-range') === true) return { kind: 'range', file, before: 'ifcfg-', behind: alias };
  for (const owner of names) {
    if (isClone(file, owner, device))
      return { kind: 'clone', file, before: 'ifcfg-', behind: after('ifcfg-', owner) ?? '' };
    const kind = ['route-', 'route6-', 'rule-', 'rule6-'].find((before) => name === before + owner);
    if (kind !== undefined) return { kind: 'routing', file, before: kind, behind: '' };
  }
  if (name === `keys-${nick}`) return { kind: 'keys', file, before: 'keys-', behind: '' };
  return name === `${nick}.route` ? { kind: 'routing', file, before: '', behind: '.route' } : undefined;
}
