/** The lines of a batch that give a bridge settings of the kernel. */
import type { HostState, Link } from '../../model/host-state.ts';
import { carriedSettings } from '../sysctls/carried.ts';
import { secretLine, sysctlLine } from './batch.ts';

/** How the kernel makes addresses of a secret. */
const fromSecret = ['stable_secret', 'random'];

/** What `from` has and a new link would not get. @param port the card, which has the secret if there is one. */
export function settingLines(from: Link, port: Link, bridge: string, state: HostState): readonly string[] {
  const hasSecret = fromSecret.includes(from.addressGeneration ?? '');
  return [
    ...carriedSettings(from.name, bridge, state).map(({ path, value, kept }) => sysctlLine(path, value, kept)),
    ...(hasSecret ? [secretLine(port.name, bridge)] : []),
  ];
}
