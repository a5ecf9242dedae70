/** The lines of a batch that give a bridge settings of the kernel. */
import type { HostState, Link } from '../../model/host-state.ts';
import { carriedSettings, hasSecret, type Managed } from '../sysctls/carried.ts';
import { secretLine, sysctlLine } from './batch.ts';

/** What `from` has and a new link would not get. @param port the interface, which has the secret if there is one. */
export function settingLines(
  from: Link,
  port: Link,
  bridge: string,
  state: HostState,
  managed: Managed,
): readonly string[] {
  return [
    ...carriedSettings(from.name, bridge, state, managed).map(({ path, value, kept }) => sysctlLine(path, value, kept)),
    ...(hasSecret(from) ? [secretLine(port.name, bridge)] : []),
  ];
}
