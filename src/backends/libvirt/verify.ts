/** libvirt and its guests, as far as they have to do with a bridge. */
import { compare, pass, skip, warn, type Finding } from '../../model/finding.ts';
import type { Guest, GuestInterface, HostState } from '../../model/host-state.ts';
import { quoted } from '../../contract/quoted.ts';
import { commandsOf, listOf, valuesOf } from '../../contract/list-of.ts';
import { linkNamed, portsOf } from '../../model/links.ts';
import { guestsOn, isOn } from './guest-interfaces.ts';
import { tapsAstray } from './taps-astray.ts';
import type { Expectation } from '../../model/expectation.ts';

/** libvirtd, guests. */
export function verifyLibvirt(expected: Expectation, state: HostState): readonly Finding[] {
  return [verifyDaemon(state), verifyGuests(expected, state)];
}

export function verifyDaemon({ libvirt, libvirtNetworks }: HostState): Finding {
  const { service, version, installed } = libvirt;
  if (service === 'stopped' && !installed) return skip('libvirtd', 'libvirt is not installed');
  const comparison = { message: "libvirt's daemon", expected: 'running', found: service, remedy: '' };
  switch (service) {
    case 'absent':
      return skip('libvirtd', 'libvirt is not installed');
    case 'stopped':
      return warn('libvirtd', { ...comparison, remedy: 'service libvirtd start' });
    case 'hanging':
      // Its guests run on, and nothing about them can be changed.
      return compare('libvirtd', { ...comparison, remedy: 'service libvirtd restart' });
    case 'running': {
      const networks = valuesOf([...new Set(libvirtNetworks.map(({ name }) => name))]);
      return pass(
        'libvirtd',
        `libvirt ${version ?? ''}`.trim(),
        networks === '' ? 'no networks' : `networks: ${networks}`,
      );
    }
  }
}

export function verifyGuests(expected: Expectation, state: HostState): Finding {
  const { bridge } = expected;
  const ports = portsOf(bridge, state.links).filter((port) => port.name !== expected.interface);
  const guests = guestsOn(bridge, state);
  const found = [...guests.flatMap((guest) => describeCards(guest, bridge, state)), ...strangers(ports, guests)];
  if (found.length === 0) return skip('guests', `no guest is on '${bridge}'`);
  const astray = tapsAstray(bridge, state);
  const message = `guests of '${bridge}', by their cards`;
  if (astray.length > 0) {
    const remedy = commandsOf(astray.map(({ name }) => `ip link set dev ${name} master ${bridge}`));
    return compare('guests', {
      message,
      expected: `their taps are ports of '${bridge}'`,
      found: shown(found),
      remedy,
    });
  }
  const lacking = guests.flatMap((guest) => interfacesLacking(guest, bridge, state));
  if (lacking.length === 0) return pass('guests', message, shown(found));
  return warn('guests', {
    message: 'cards that running guests get on the bridge only at their next start',
    expected: 'none',
    found: shown(lacking.map(({ guest, mac }) => `${quoted(guest.name)} ${mac}`)),
    remedy: `attach them now with AttachGuest, or restart those guests`,
  });
}

function shown(cards: readonly string[]): string {
  return listOf(cards, { most: 16, last: ', ' });
}

/** Ports that libvirt knows nothing of. */
function strangers(ports: readonly { readonly name: string }[], guests: readonly Guest[]): readonly string[] {
  const taps = new Set(guests.flatMap(({ live = [] }) => live.map(({ target }) => target)));
  return ports.map(({ name }) => name).filter((name) => !taps.has(name));
}

function describeCards(guest: Guest, bridge: string, state: HostState): readonly string[] {
  const name = quoted(guest.name);
  const live = (guest.live ?? []).filter((guestInterface) => isOn(bridge, guestInterface, state));
  const later = (guest.configured ?? []).filter((guestInterface) => isOn(bridge, guestInterface, state));
  const only = later.filter(({ mac }) => !live.some((guestInterface) => guestInterface.mac === mac));
  return [
    ...live.map((guestInterface) => `${name} ${guestInterface.mac} ${placeOf(guestInterface, bridge, state)}`),
    ...only.map(
      (guestInterface) =>
        `${name} ${guestInterface.mac} (${guest.live === undefined ? guest.state : 'from its next start'})`,
    ),
  ];
}

function placeOf({ target }: GuestInterface, bridge: string, state: HostState): string {
  const tap = linkNamed(target, state.links);
  if (tap === undefined || tap.master === bridge) return target ?? '';
  return `${tap.name} (a port of ${tap.master === undefined ? 'no bridge' : `'${tap.master}'`})`;
}

/** Interfaces that a running guest has on the bridge in its configuration alone. */
function interfacesLacking(guest: Guest, bridge: string, state: HostState): readonly { guest: Guest; mac: string }[] {
  const { live, configured = [] } = guest;
  if (live === undefined) return [];
  return configured
    .filter((guestInterface) => isOn(bridge, guestInterface, state))
    .filter(
      ({ mac }) => !live.some((guestInterface) => guestInterface.mac === mac && isOn(bridge, guestInterface, state)),
    )
    .map(({ mac }) => ({ guest, mac }));
}
