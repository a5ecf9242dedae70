/** Whether a bridge has the settings that the host's files give it, or its port. */
import { listOf } from '../../contract/list-of.ts';
import type { Expectation } from '../../model/expectation.ts';
import { failure, findingOf, skip, warning, type Finding, type Problem } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { dropInPath } from '../../model/sysctl-drop-in.ts';
import { othersFiles } from './boot.ts';
import { configuredFor } from './configured.ts';
import { dottedName, isOwn, isSetByIfup, portSettings } from './keys.ts';

/** sysctls. */
export function verifySysctls(expected: Expectation, state: HostState): readonly Finding[] {
  return [checkSettings(expected, state)];
}

function checkSettings({ bridge, interface: port }: Expectation, state: HostState): Finding {
  const check = 'sysctls';
  if (!state.live) return skip(check, 'an image has no running kernel');
  const now = state.interfaceSysctls[bridge];
  if (now === undefined || Object.keys(now).length === 0) return skip(check, `the kernel has no bridge '${bridge}'`);
  const ofPort = state.interfaceSysctls[port ?? ''] ?? {};
  const wanted = wantedOf(bridge, port, state);
  const problems = [
    ...wanted.flatMap((setting) => liveProblem(bridge, now, ofPort, setting)),
    ...wanted.flatMap((setting) => bootProblem(bridge, setting)),
    ...(port === undefined ? [] : portProblems(port, state)),
    ...unreadProblems(state),
  ];
  const found = listOf(
    wanted.map(({ key, value }) => `${key} ${value}`),
    { most: 16, last: ', ' },
  );
  return findingOf(check, problems, { message: `settings of '${bridge}' that the boot's files give it`, found });
}

type Settings = Readonly<Record<string, string>>;

interface Wanted {
  readonly key: string;
  readonly value: string;
  /** Whether a file says it of the bridge, so that it comes back. */
  readonly kept: boolean;
}

/** Of the port's what only our drop-in says is left out: it makes it a port. */
function wantedOf(bridge: string, port: string | undefined, state: HostState): readonly Wanted[] {
  const known = Object.keys(state.interfaceSysctls.default ?? {});
  const ofBridge = configuredFor(bridge, state.sysctlFiles, known);
  const ofPort = port === undefined ? [] : [...configuredFor(port, othersFiles(state), known)];
  const lacking = ofPort.filter(([key]) => !ofBridge.has(key));
  return [
    ...[...ofBridge].map(([key, value]) => ({ key, value, kept: true })),
    ...lacking.map(([key, value]) => ({ key, value, kept: false })),
  ].filter(({ key }) => !isOwn(key));
}

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
