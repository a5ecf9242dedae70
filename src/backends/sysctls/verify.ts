/** Whether a bridge has the settings that the host's files give it, or its port. */
import { listOf } from '../../contract/list-of.ts';
import type { Expectation } from '../../model/expectation.ts';
import { failure, findingOf, skip, warning, type Finding, type Problem } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { dropInPath } from '../../model/sysctl-drop-in.ts';
import { dottedName, isSetByIfup, portSettings } from './keys.ts';
import { wantedOf, type Wanted } from './wanted.ts';

/** sysctls. */
export function verifySysctls(expected: Expectation, state: HostState): readonly Finding[] {
  return [checkSettings(expected, state)];
}

function checkSettings({ bridge, interface: port, ports = [] }: Expectation, state: HostState): Finding {
  const check = 'sysctls';
  if (!state.live) return skip(check, 'an image has no running kernel');
  const now = state.interfaceSysctls[bridge];
  if (now === undefined || Object.keys(now).length === 0) return skip(check, `the kernel has no bridge '${bridge}'`);
  const ofPort = state.interfaceSysctls[port ?? ''] ?? {};
  const wanted = wantedOf(bridge, port, state);
  const problems = [
    ...wanted.flatMap((setting) => liveProblem(bridge, now, ofPort, setting)),
    ...wanted.flatMap((setting) => bootProblem(bridge, setting)),
    ...[...(port === undefined ? [] : [port]), ...ports].flatMap((name) => portProblems(name, state)),
    ...unreadProblems(state),
  ];
  const settings = wanted.map(({ key, value }) => `${key} ${value}`);
  const found = listOf(settings, { most: 16, last: ', ' }) || 'no file names them';
  return findingOf(check, problems, { message: `settings of '${bridge}' that the boot's files give it`, found });
}

type Settings = Readonly<Record<string, string>>;

/** What the port has too was set by hand, before it became a port, and moved with the host. */
function liveProblem(bridge: string, now: Settings, ofPort: Settings, { key, value }: Wanted): Problem[] {
  const found = now[key];
  if (found === undefined || found === value) return [];
  const name = dottedName(bridge, key);
  const say = isSetByIfup(key) || ofPort[key] === found ? warning : failure;
  return [say(`the setting '${key}' of '${bridge}'`, value, found, `sysctl -w ${name}=${value}`)];
}

function bootProblem(bridge: string, { key, value, kept }: Wanted): Problem[] {
  if (kept) return [];
  const line = `${dottedName(bridge, key)} = ${value}`;
  const message = `the setting '${key}' of '${bridge}' at the next boot`;
  return [warning(message, value, 'in no file', `echo '${line}' >>${dropInPath}`)];
}

function unreadProblems({ sysctlFiles }: HostState): readonly Problem[] {
  return sysctlFiles.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [warning(`file '${path}'`, "a file of root's", problem, `look at '${path}'`)],
  );
}

function portProblems(port: string, state: HostState): readonly Problem[] {
  const now = state.interfaceSysctls[port] ?? {};
  const isPort = state.links.some(({ name, master }) => name === port && master !== undefined);
  return Object.entries(portSettings).flatMap(([key, value]) => {
    const found = now[key];
    if (!isPort || found === undefined || found === value) return [];
    const message = `the setting '${key}' of the port '${port}', which must take nothing by router advertisement`;
    return [warning(message, value, found, `sysctl -w ${dottedName(port, key)}=${value}`)];
  });
}
