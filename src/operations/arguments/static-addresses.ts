/** The options `addresses`, `gateways` and `dns`, which belong to static addressing. */
import { AgentError } from '../../contract/errors.ts';
import type { createBridgeOptions } from '../../contract/options.ts';
import {
  contains,
  isLinkLocal,
  isNetworkOrBroadcast,
  parseAddress,
  parseCidr,
  type CidrAddress,
  type IpAddress,
} from '../../model/addresses.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { OptionsOf } from './option-types.ts';

type StaticAddresses = Pick<CreateBridgeRequest, 'addresses' | 'gateways' | 'dns'>;

/**
 * In canonical form; empty unless addressing is `static`. Throws InvalidAddress; InvalidArgs for options that exclude each
 * other; OutOfRange for a gateway that the addresses cannot reach.
 */
export function readStaticAddresses(options: OptionsOf<typeof createBridgeOptions>): StaticAddresses {
  requireStatic(options);
  const addresses = options.addresses.map(parseCidr);
  const gateways = options.gateways.map(parseAddress);
  const dns = options.dns.map(parseAddress);
  requireDifferent('addresses', addresses);
  requireDifferent('dns', dns);
  requireOneEachFamily(gateways);
  gateways.forEach((gateway) => requireReachable(gateway, addresses));
  return { addresses, gateways: gateways.map(({ address }) => address), dns: dns.map(({ address }) => address) };
}

function requireStatic(options: OptionsOf<typeof createBridgeOptions>): void {
  if (options.addressing === 'static') {
    if (options.addresses.length > 0) return;
    throw new AgentError('InvalidArgs', "addressing 'static' needs at least one entry in the option 'addresses'");
  }
  const stray = (['addresses', 'gateways', 'dns'] as const).find((key) => options[key].length > 0);
  if (stray === undefined) return;
  throw new AgentError('InvalidArgs', `the option '${stray}' needs addressing 'static', not '${options.addressing}'`);
}

function requireDifferent(key: string, addresses: readonly IpAddress[]): void {
  const texts = addresses.map(({ address }) => address);
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined)
    throw new AgentError('InvalidArgs', `'${twice}' is given twice in the option '${key}'; give it once`);
}

function requireOneEachFamily(gateways: readonly IpAddress[]): void {
  const again = gateways.find(
    (gateway, index) => gateways.findIndex(({ family }) => family === gateway.family) < index,
  );
  if (again === undefined) return;
  throw new AgentError(
    'InvalidArgs',
    `'${again.address}' is a second IPv${again.family} gateway; give at most one per family`,
  );
}

/** A gateway is in one of the subnets or, as IPv6 routers are, link-local (RFC 4861); and not the host itself. */
function requireReachable(gateway: IpAddress, addresses: readonly CidrAddress[]): void {
  const { family, address } = gateway;
  const peers = addresses.filter((own) => own.family === family);
  if (peers.some((own) => own.address === address)) {
    throw new AgentError(
      'OutOfRange',
      `the gateway '${address}' is one of the host's own addresses; give the router's address`,
    );
  }
  if (family === 6 && peers.length > 0 && isLinkLocal(gateway)) return;
  const network = peers.find((own) => contains(own, gateway));
  if (network !== undefined && !isNetworkOrBroadcast({ ...gateway, prefix: network.prefix })) return;
  throw new AgentError(
    'OutOfRange',
    `the gateway '${address}' is not a host address in a subnet of the given IPv${family} addresses; give a router in one of them`,
  );
}
