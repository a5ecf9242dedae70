/** A tree of the collection as the files of the laboratory's host, and what the boot makes of it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Options } from '../agent-host/agent-host.ts';
import { eventually } from '../eventually.ts';
import type { Laboratory } from '../laboratory.ts';
import type { Asked, HostTree, Tree } from './trees.ts';

const folders = ['/etc/sysconfig', '/etc/xen'];

/** Neither 8021q nor bonding is in this kernel, the cards are called eth0 and eth1, and no other links are there. */
export function isBootable({ folder, asked, before, after }: HostTree): boolean {
  const virtual = /^(?:export )?(?:VLAN|SLAVE)=['"]?yes|^(?:BONDING_OPTS|PHYSDEV)=|^TYPE=['"]?bond/im;
  const plain = (asked.interface ?? 'eth0') === 'eth0' && ![...before.values()].some((text) => virtual.test(text));
  return after !== undefined && plain && !existsSync(join(folder, 'links.json'));
}

/** The host has the tree's files in place of its own and of what the agent wrote; to be rebooted. */
export async function writeTree(lab: Laboratory, tree: Tree): Promise<void> {
  for (const path of [...folders, '/etc/sysctl.d', '/var/lib/bridgehead']) await lab.removeFile(path);
  await lab.writeFile('/etc/sysconfig/network', 'NETWORKING=yes\n');
  for (const [path, text] of tree) await lab.writeFile(path, text);
}

/** The files that a tree may have; of the host's own, that which the tree lacks is left out. */
export async function readTree(lab: Laboratory, like: Tree): Promise<Readonly<Record<string, string>>> {
  const names = await Promise.all(
    folders.map((folder) => readdir(lab.path(folder), { recursive: true }).catch(() => [])),
  );
  const paths = folders.flatMap((folder, index) => (names[index] ?? []).map((name) => `${folder}/${name}`));
  const wanted = paths.filter((path) => path !== '/etc/sysconfig/network' || like.has(path));
  const texts = await Promise.all(wanted.map(async (path) => [path, await textOf(lab, path)] as const));
  return Object.fromEntries(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}

/** Undefined for a folder. */
async function textOf(lab: Laboratory, path: string): Promise<string | undefined> {
  return readFile(lab.path(path), 'utf8').catch(() => undefined);
}

/** What is asked, as options of CreateBridge. */
export function optionsOf(asked: Asked): Options {
  const { addresses, gateways, dns, mtu, stp, forwardDelay, multicastSnooping, addressing } = asked;
  const all = {
    ...{ addressing, gateways, dns, mtu, stp, 'forward-delay': forwardDelay, 'multicast-snooping': multicastSnooping },
    addresses: addresses?.map(({ address, prefix }) => `${address}/${prefix}`),
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Options;
}

const script =
  'ip -j -d addr; ip -j -4 route show table all; ip -j -6 route show table all; ip -j -4 rule; ip -j -6 rule';

interface Entry {
  readonly ifname?: string;
  readonly address?: string;
  readonly mtu?: number;
  readonly flags?: readonly string[];
  readonly master?: string;
  readonly linkinfo?: { readonly info_data?: Readonly<Record<string, unknown>> };
  readonly dst?: string;
  readonly table?: string;
  readonly addr_info?: readonly { readonly local?: string }[];
}

/** What the host has, a line each: as `uplink` where it is the device's. */
export interface Had {
  /** Addresses, routes and rules, which a bridge takes over from its card. */
  readonly network: readonly string[];
  readonly links: readonly string[];
}

/** Without what each device has of its own, the link-local addresses' routes and its IPv6 one; and without clocks. */
export async function whatHostHas(lab: Laboratory, device: string): Promise<Had> {
  const { stdout } = await lab.hostOk(['sh', '-c', script]);
  const text = stdout.replaceAll(`"${device}"`, '"uplink"').replaceAll(`"${device}:`, '"uplink:');
  const lines = text.split('\n').filter((line) => line !== '');
  const [links = [], ...others] = lines.map((line) => JSON.parse(line) as Entry[]);
  const addresses = links.find(({ ifname }) => ifname === 'uplink')?.addr_info ?? [];
  const shared = [
    ...addresses.filter(({ local }) => local?.startsWith('fe80:') !== true),
    ...others.flat().filter(({ dst = '', table }) => table !== 'local' && !/^(?:fe80:|ff00:|169\.254\.)/.test(dst)),
  ];
  return { network: shared.map(steadyLine).toSorted(), links: links.map(linkLine).toSorted() };
}

function steadyLine(entry: object): string {
  const unsteady = /^(?:expires|.*life_time|nodad|flags)$/;
  return JSON.stringify(entry, (key, value: unknown) => (unsteady.test(key) ? undefined : value));
}

function linkLine({ ifname, address, mtu, flags = [], master, linkinfo }: Entry): string {
  const { stp_state: stp, forward_delay: delay, mcast_snooping: snooping } = linkinfo?.info_data ?? {};
  return JSON.stringify({ ifname, address, mtu, up: flags.includes('UP'), master, stp, delay, snooping });
}

/** A client that goes to the background at once (dhclient: -nw) has its lease later. */
export async function whenLeased(lab: Laboratory, device: string, files: Tree): Promise<void> {
  if (![...files.values()].some((text) => /^DHCPV6C=yes/m.test(text))) return;
  const isLeased = async (): Promise<boolean> =>
    (await whatHostHas(lab, device)).network.some(
      (line) => line.includes('"inet6"') && line.includes('"dynamic":true'),
    );
  await eventually('the host has its IPv6 lease', isLeased);
}

/** Waits until the host has that, because a DHCP client may still be asking; throws with the difference. */
export async function expectHost(lab: Laboratory, device: string, expected: Partial<Had>): Promise<void> {
  let now: Partial<Had> = {};
  const isSo = async (): Promise<boolean> => {
    const { network, links } = await whatHostHas(lab, device);
    now = { ...(expected.network && { network }), ...(expected.links && { links }) };
    return isDeepStrictEqual(now, expected);
  };
  await eventually('the host is as it was', isSo, 20_000).catch(() => assert.deepEqual(now, expected));
}
