/**
 * What happens to the IPv6 addresses of a device whose profile has the method `ignore`, as an ifcfg file without IPV6INIT=yes has.
 * NetworkManager leaves them to the kernel, but turns IPv6 off and on again as it takes the device over, which removes them all
 * (NetworkManager: nm-device.c, activate_stage3_ip_config_for_addr_family).
 */
import { AgentError } from '../../../../contract/errors.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { HostAddress } from '../../../../model/host-state.ts';
import type { Keyfile } from '../keyfile/keyfile.ts';

/** Addresses that are named one by one. */
const mostNamed = 4;

/**
 * Warnings where only routers have given addresses: they come again. Throws AgentError(Conflict) where the kernel has others.
 * @param name of the profile. @param device that NetworkManager takes over with it. @param addresses that the device then has.
 */
export function ignoredWarnings(name: string, device: string, addresses: readonly HostAddress[]): readonly string[] {
  const own = addresses.filter(({ family, scope, temporary }) => family === 6 && scope !== 'link' && !temporary);
  if (own.length === 0) return [];
  const why = `the profile ${quoted(name)} ignores IPv6, so that NetworkManager`;
  const lasting = own.filter(({ dynamic }) => !dynamic).map(({ address, prefix }) => `'${address}/${prefix}'`);
  if (lasting.length > 0) {
    throw new AgentError(
      'Conflict',
      `${why} would remove ${listOf(lasting.slice(0, mostNamed))} as it takes '${device}' over; ` +
        `write the addresses into the profile with 'nmcli connection modify', or use activate 'boot'`,
    );
  }
  return [
    `${why} turns it off and on as it takes '${device}' over: what routers have advertised is away for a second or two`,
  ];
}

/** @param keyfile of the profile. */
export function ignoresIpv6(keyfile: Keyfile): boolean {
  return keyfile.get('ipv6', 'method')?.trim() === 'ignore';
}
