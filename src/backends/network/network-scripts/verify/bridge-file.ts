/** What is wrong with a bridge's own file. */
import { AgentError } from '../../../../contract/errors.ts';
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import type { HostState, Link } from '../../../../model/host-state.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { startsAtBoot, turnsStpOn, type DelayUnit } from '../../ifcfg/readings.ts';
import { isTrue } from '../../ifcfg/switches.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { bootFiles, readIfcfg } from '../files/boot-files.ts';
import { spellingProblems } from '../guards/spellings.ts';
import { liveProblems } from './live.ts';
import { configOf } from '../files/config.ts';

/** What writes the files of a bridge that is there: the one if Bridgehead has made it, the other if somebody else has. */
export const bringingFiles = `call RepairBridge, or CreateBridge with 'adopt' for a bridge that was made by hand`;

/** Never throws. */
export function bridgeFileProblems(bridge: string, state: HostState): Problem[] {
  const name = `ifcfg-${bridge}`;
  const file = bootFiles(state).find((candidate) => candidate.name === name);
  if (file === undefined) {
    const message = `no file describes bridge '${bridge}', so the next boot does not create it`;
    return [failure(message, name, 'no such file', `${bringingFiles}, or write '${name}'`)];
  }
  return problemsOrRefusal(name, () => {
    const ifcfg = readIfcfg(file);
    const unit = configOf(state).delayUnit;
    const link = state.live ? state.links.find((candidate) => candidate.name === bridge) : undefined;
    return [
      ...identityProblems(bridge, ifcfg, unit),
      ...spellingProblems(ifcfg, unit),
      ...hardwareProblems(ifcfg, link),
      ...settingProblems(ifcfg, state),
      ...(link === undefined ? [] : liveProblems(ifcfg, link, state)),
    ];
  });
}

/** What `find` returns, or the reason why the file can't be read as a problem of its own. */
export function problemsOrRefusal(name: string, find: () => Problem[]): Problem[] {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return [failure(error.message, 'plain KEY=value lines', 'something else', `correct '${name}'`)];
  }
}

function identityProblems(bridge: string, file: IfcfgFile, unit: DelayUnit): Problem[] {
  const problems: Problem[] = [];
  const device = file.get('DEVICE') ?? '';
  if (device !== bridge) {
    const message = `${quoted(file.name)} is not for device '${bridge}'`;
    problems.push(failure(message, `DEVICE=${bridge}`, another('DEVICE', device), `set DEVICE=${bridge} in it`));
  }
  const type = file.get('TYPE') ?? '';
  if (type !== 'Bridge') {
    const message = `${quoted(file.name)} does not create a bridge: ifup accepts only this spelling of TYPE`;
    problems.push(failure(message, 'TYPE=Bridge', another('TYPE', type), 'set TYPE=Bridge in it'));
  }
  return [...problems, ...onBootProblems(file, unit)];
}

/** `ONBOOT=no` leaves the device out at boot; without the key it is brought up. */
export function onBootProblems(file: IfcfgFile, unit: DelayUnit): Problem[] {
  if (startsAtBoot(file.get('ONBOOT'), unit)) return [];
  const message = `${quoted(file.name)} is skipped at boot`;
  return [failure(message, 'ONBOOT=yes', 'ONBOOT=no', 'set ONBOOT=yes in it')];
}

function hardwareProblems(file: IfcfgFile, link: Link | undefined): Problem[] {
  const problems: Problem[] = [];
  const hardware = file.get('HWADDR') ?? '';
  if (hardware !== '') {
    const message = `${quoted(file.name)} sets HWADDR, which makes ifup look for a network card instead of a bridge`;
    problems.push(failure(message, 'no HWADDR', 'HWADDR', 'replace it with MACADDR'));
  }
  const mac = file.get('MACADDR') ?? '';
  const expected = `MACADDR=${link?.mac.toUpperCase() ?? "the card's"}`;
  if (mac === '') {
    const message = `${quoted(file.name)} does not set the bridge's MAC address, so a guest's card can change it`;
    return [...problems, warning(message, expected, 'no MACADDR', `add ${expected}`)];
  }
  if (link === undefined || mac.toLowerCase() === link.mac.toLowerCase()) return problems;
  const message = `${quoted(file.name)} sets another MAC address than the bridge has now`;
  return [...problems, failure(message, expected, another('MACADDR', mac), `set ${expected}`)];
}

function settingProblems(file: IfcfgFile, state: HostState): Problem[] {
  const problems = userControlProblems(file);
  const delay = file.get('DELAY') ?? '';
  const unit = configOf(state).delayUnit;
  if (unit === 'seconds' || !turnsStpOn(file.get('STP'), unit) || delay === '' || delay === '0') return problems;
  const message = `with STP, this host's ifup sets DELAY in hundredths of a second, but waits that many seconds`;
  const remedy = `remove DELAY and set BRIDGING_OPTS='forward_delay=1500' for 15 seconds`;
  return [...problems, failure(message, 'no DELAY', 'DELAY', remedy)];
}

/** usernetctl is setuid: it lets every user take the device down. */
export function userControlProblems(file: IfcfgFile): Problem[] {
  if (!isTrue(file.get('USERCTL'))) return [];
  const message = `${quoted(file.name)} lets every user take the device down`;
  return [warning(message, 'USERCTL=no', 'USERCTL=yes', 'set USERCTL=no in it')];
}

/** For a finding: that a key has another value, or none. Which one may be read in the file, by those who may read that. */
export function another(key: string, value: string): string {
  return `${value === '' ? 'no' : 'another'} ${key}`;
}
