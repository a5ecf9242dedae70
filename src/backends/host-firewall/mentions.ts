/** Configuration from which other programs make rules that name an interface. */
import type { HostFile } from '../../model/host-file.ts';
import type { HostState } from '../../model/host-state.ts';
import { quoted } from '../../contract/quoted.ts';
import type { BootTwins } from './boot-ruleset/boot-twins.ts';
import { isCovered, namesIn } from './boot-ruleset/follow.ts';
import { isWritable, nftFiles, nftFolder, shorewallFiles, ufwRuleFiles, ufwSettings } from './shared/kept-files.ts';
import { sorted } from './effect.ts';
import { parseSaved } from './parse-saved.ts';
import { isNamed, type Move } from './shared/move.ts';

export interface Mention {
  readonly by: 'ufw' | 'shorewall' | 'nftables' | 'libvirt';
  /** Where, for people: `the file '/etc/ufw/user.rules' of ufw`. */
  readonly where: string;
  /** What to do, as the end of a sentence. */
  readonly remedy: string;
  /** Whether the bridge is named as well. */
  readonly covered: boolean;
  /** Of nftables: the file. */
  readonly path?: string;
  /** Whether the option 'follow' writes the rules for the bridge there. */
  readonly followable?: boolean;
}

/** @param boot what the files that the boot loads need. */
export function findMentions(move: Move, boot: BootTwins, state: HostState): readonly Mention[] {
  const { files } = state.hostFirewall;
  const isNft = (path: string): boolean =>
    nftFiles.includes(path) || path.startsWith(`${nftFolder}/`) || boot.known.includes(path);
  return [
    ...(isUfwOn(files) ? files.flatMap((file) => ofUfw(file, move)) : []),
    ...files.filter(({ path }) => shorewallFiles.includes(path)).flatMap((file) => ofShorewall(file, move)),
    ...files.filter(({ path }) => isNft(path)).flatMap((file) => ofNft(file, move, boot)),
    ...ofLibvirt(move, state),
  ];
}

/** ufw(8): ENABLED in its settings. */
function isUfwOn(files: readonly HostFile[]): boolean {
  const text = files.find(({ path }) => path === ufwSettings)?.text ?? '';
  return /^ENABLED\s*=\s*"?yes"?\s*$/im.test(text);
}

function ofUfw({ path, text = '' }: HostFile, move: Move): readonly Mention[] {
  const program = ufwRuleFiles[path];
  if (program === undefined) return [];
  // Its files leave netfilter's own chains out: each of ufw's is one from which packets come.
  const reached = text.replaceAll(/^:(\S+) - /gm, ':$1 ACCEPT ');
  const { lost, gained } = sorted(parseSaved(program, reached).rules, move);
  if (lost.length + gained.length === 0) return [];
  const remedy = `allow the same on '${move.bridge}' with ufw first`;
  return [{ by: 'ufw', where: `the file '${path}' of ufw`, remedy, covered: false }];
}

/** shorewall-interfaces(5): the interface is the second column. */
function ofShorewall({ path, text = '' }: HostFile, move: Move): readonly Mention[] {
  const names = text.split('\n').flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/)[1]?.split(':')[0] ?? []);
  if (!names.some((name) => isNamed(name, move.uplink))) return [];
  const remedy = `add '${move.bridge}' to it and restart Shorewall first`;
  const covered = names.some((name) => isNamed(name, move.bridge));
  return [{ by: 'shorewall', where: `the file '${path}' of Shorewall`, remedy, covered }];
}

/** A file that the boot loads is read by its rules, any other by its words. */
function ofNft({ path, text = '' }: HostFile, move: Move, boot: BootTwins): readonly Mention[] {
  const twins = boot.files.find(({ file }) => file.path === path);
  const names = namesIn(text);
  const isNamed = boot.known.includes(path) ? twins !== undefined : names.has(move.uplink);
  if (!isNamed) return [];
  const covered = twins === undefined ? names.has(move.bridge) : isCovered(twins, move);
  const remedy = `name '${move.bridge}' there as well before the next boot`;
  const followable = twins?.problem === undefined && twins !== undefined && isWritable(path);
  return [{ by: 'nftables', where: `the file '${path}'`, path, remedy, covered, followable }];
}

function ofLibvirt(move: Move, { libvirtNetworks }: HostState): readonly Mention[] {
  const networks = libvirtNetworks.filter(({ forwardDevice }) => forwardDevice === move.uplink);
  return networks.map(({ name }) => ({
    by: 'libvirt',
    where: `libvirt's network ${quoted(name)}, by <forward dev>`,
    remedy: `change it to '${move.bridge}' with 'virsh net-edit'`,
    covered: false,
  }));
}
