/** What is wrong with the file of the interface behind a bridge. */
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import type { HostFile } from '../../../../model/host-file.ts';
import type { HostState, Link } from '../../../../model/host-state.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { otherWriterProblems } from '../../../other-writers/verify.ts';
import { claims } from '../files/interface-file.ts';
import { madeLinkOf } from '../files/made-link.ts';
import { readNetworkDefaults } from '../files/network-defaults.ts';
import { otherLinkProblems } from '../guards/link-conflicts.ts';
import { configOf } from '../files/config.ts';
import { bootFiles, readIfcfg } from '../files/boot-files.ts';
import { another, bringingFiles, onBootProblems, problemsOrRefusal, userControlProblems } from './bridge-file.ts';

/** The problem of a bridge that no interface's file names. */
export function missingPort(bridge: string): Problem {
  const message = `no file puts an interface behind bridge '${bridge}'`;
  return failure(message, `BRIDGE=${bridge}`, 'no such file', `${bringingFiles}, or write the file`);
}

/** Never throws. Several claimants are the business of `config-conflict`; the one that ifup takes is looked at here. */
export function interfaceFileProblems(bridge: string, device: string, state: HostState): Problem[] {
  const link = state.live ? state.links.find(({ name }) => name === device) : undefined;
  const file = fileOf(device, link, state);
  if (file === undefined) {
    const message = `no file describes interface ${quoted(device)}, so the next boot does not add it to '${bridge}'`;
    return [failure(message, `ifcfg-${device}`, 'no such file', `write 'ifcfg-${device}' with BRIDGE=${bridge}`)];
  }
  const read = problemsOrRefusal(file.name, () => {
    const ifcfg = readIfcfg(file);
    return [
      ...bridgeProblems(ifcfg, bridge, device),
      ...onBootProblems(ifcfg, configOf(state).delayUnit),
      ...hardwareProblems(ifcfg, link),
      ...(link === undefined
        ? []
        : otherLinkProblems(ifcfg, madeLinkOf(device, ifcfg, readNetworkDefaults(state)), link)),
      ...leftoverProblems(ifcfg),
      ...userControlProblems(ifcfg),
    ];
  });
  return [...read, ...otherWriterProblems(file, state.cloudInit)];
}

function fileOf(device: string, link: Link | undefined, state: HostState): HostFile | undefined {
  const claimants = bootFiles(state).filter((file) => claims(file, device, ownAddressOf(link)));
  return claimants.find(({ name }) => name === `ifcfg-${device}`) ?? claimants[0];
}

function bridgeProblems(file: IfcfgFile, bridge: string, device: string): Problem[] {
  const found = file.get('BRIDGE') ?? '';
  if (found === bridge) return [];
  const message = `${quoted(file.name)} does not put interface ${quoted(device)} behind bridge '${bridge}'`;
  return [failure(message, `BRIDGE=${bridge}`, another('BRIDGE', found), `set BRIDGE=${bridge} in it`)];
}

/** ifup-eth leaves an interface alone whose address is neither HWADDR nor MACADDR. */
function hardwareProblems(file: IfcfgFile, link: Link | undefined): Problem[] {
  const hardware = file.get('HWADDR') ?? '';
  if (link?.kind === 'bond' && hardware !== '') return [hardwareAddressOfBond(file, link)];
  const accepted = [hardware, file.get('MACADDR') ?? ''].map((mac) => mac.toLowerCase());
  if (link === undefined || hardware === '' || accepted.includes(link.mac.toLowerCase())) return [];
  const expected = `HWADDR=${link.mac.toUpperCase()}`;
  const message = `${quoted(file.name)} is for another network card, so ifup ignores interface '${link.name}'`;
  return [failure(message, expected, another('HWADDR', hardware), `set ${expected} in it`)];
}

/** See refuseHardwareAddress. */
function hardwareAddressOfBond(file: IfcfgFile, { name }: Link): Problem {
  const message = `${quoted(file.name)} sets HWADDR, which bond '${name}' has not when ifup looks, so ifup ignores it`;
  return failure(message, 'no HWADDR', 'HWADDR', 'remove it from the file');
}

/** A port has no address of its own; ifup-eth doesn't look at these, but other readers do. */
function leftoverProblems(file: IfcfgFile): Problem[] {
  const addresses = /^(?:IPADDR\d*|GATEWAY|IPV6ADDR|IPV6ADDR_SECONDARIES|IPV6_DEFAULTGW)$/;
  const keys = file.keys.filter((key) => addresses.test(key) && file.get(key) !== '');
  if (/^(?:dhcp|bootp)$/i.test(file.get('BOOTPROTO') ?? '')) keys.push('BOOTPROTO');
  if (keys.length === 0) return [];
  const message = `${quoted(file.name)} still has address keys, which belong in the bridge's file`;
  return [
    warning(
      message,
      'no address keys',
      listOf(keys, { most: 16, last: ', ' }),
      `remove ${listOf(keys, { most: 16, last: ', ' })}`,
    ),
  ];
}
