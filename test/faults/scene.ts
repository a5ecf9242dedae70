/** Everything on a host that a change may touch, and everything that it must not. */
import { identityOf } from '../lab/agent-host/snapshot.ts';
import { rulesOf } from '../lab/firewall/rules.ts';
import type { Laboratory } from '../lab/laboratory.ts';

export interface Scene {
  /** Links, addresses, routes, rules, the settings for bridged frames, the firewall's rules as one, and what the stand looks at. */
  readonly kernel: readonly string[];
  /** Path → mode, owner and content of each file outside of the agent's own folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Path → inode and time, which change if a file is rewritten with the same content. */
  readonly identities: Readonly<Record<string, string>>;
}

const settings = 'grep -r . /proc/sys/net/bridge';

export async function sceneOf(lab: Laboratory): Promise<Scene> {
  const [picture, { stdout }, rules] = await Promise.all([
    identityOf(lab),
    lab.hostOk(['sh', '-c', settings]),
    rulesOf(lab),
  ]);
  const files = Object.entries(picture.files).filter(([path]) => isHosts(path));
  return {
    kernel: [...picture.kernel, ...stdout.trim().split('\n').sort(), `firewall ${rules}`],
    files: Object.fromEntries(files.map(([path, facts]) => [path, withoutIdentity(facts)])),
    identities: Object.fromEntries(files),
  };
}

/** Not the agent's own journal, nor what NetworkManager writes while it runs. */
function isHosts(path: string): boolean {
  return !/^\/(?:var\/lib\/bridgehead|(?:var\/lib|run)\/NetworkManager)(?:\/|$)/.test(path);
}

/** Inode and time of change are the fourth and fifth fact (snapshot.ts). */
function withoutIdentity(facts: string): string {
  return facts
    .split(' ')
    .filter((_, index) => index !== 3 && index !== 4)
    .join(' ');
}

/** One line per difference; empty if the host is in that state. */
export function differences(now: Scene, wanted: Scene): readonly string[] {
  return [
    ...now.kernel.filter((one) => !wanted.kernel.includes(one)).map((one) => `kernel has ${one}`),
    ...wanted.kernel.filter((one) => !now.kernel.includes(one)).map((one) => `kernel lacks ${one}`),
    ...pathsOf(now, wanted)
      .filter((path) => now.files[path] !== wanted.files[path])
      .map((path) => `${path} is ${now.files[path] ?? 'gone'} instead of ${wanted.files[path] ?? 'absent'}`),
  ];
}

/** Files that both states share and that were rewritten. */
export function touched(now: Scene, states: readonly Scene[]): readonly string[] {
  const [first] = states;
  const common = Object.entries(first?.identities ?? {}).filter(([path]) =>
    states.every(({ identities }) => identities[path] === first?.identities[path]),
  );
  return common.filter(([path, facts]) => now.identities[path] !== facts).map(([path]) => `${path} was touched`);
}

function pathsOf(...scenes: readonly Scene[]): readonly string[] {
  return [...new Set(scenes.flatMap(({ files }) => Object.keys(files)))].sort();
}
