/** Configuration from which other programs make rules that name an interface. */
import type { HostFile } from '../../model/host-file.ts';
import type { HostState } from '../../model/host-state.ts';
import { quoted } from '../../contract/quoted.ts';
import { nftFiles, nftFolder, shorewallFiles, ufwRuleFiles, ufwSettings } from './kept-files.ts';
import { sorted } from './effect.ts';
import { parseSaved } from './parse-saved.ts';
import { isNamed, type Move } from './twin.ts';

export interface Mention {
  readonly by: 'ufw' | 'shorewall' | 'nftables' | 'libvirt';
  /** Where, for people: `the file '/etc/ufw/user.rules' of ufw`. */
  readonly where: string;
  /** What to do, as the end of a sentence. */
  readonly remedy: string;
  /** Whether the bridge is named as well. */
  readonly covered: boolean;
}

export function findMentions(move: Move, state: HostState): readonly Mention[] {
  const { files } = state.hostFirewall;
  return [
    ...(isUfwOn(files) ? files.flatMap((file) => ofUfw(file, move)) : []),
    ...files.filter(({ path }) => shorewallFiles.includes(path)).flatMap((file) => ofShorewall(file, move)),
    ...files
      .filter(({ path }) => nftFiles.includes(path) || path.startsWith(`${nftFolder}/`))
      .flatMap((file) => ofNft(file, move)),
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

/** nft(8): LEXICAL CONVENTIONS; a name may stand in quotes, and comments end with the line. */
function ofNft({ path, text = '' }: HostFile, move: Move): readonly Mention[] {
  const words = [...text.matchAll(/#.*|comment\s+"[^"\n]*"|"([^"\n]*)"|([\w.+*-]+)/g)];
  const names = new Set(words.flatMap(([, inQuotes, bare]) => inQuotes ?? bare ?? []));
  if (!names.has(move.uplink)) return [];
  const remedy = `name '${move.bridge}' there as well before the next boot`;
  return [{ by: 'nftables', where: `the file '${path}'`, remedy, covered: names.has(move.bridge) }];
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
