/** What is said of addresses and routes that only the kernel has, and that are not written. */
import type { CidrAddress } from '../../../../model/addresses.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { listed } from '../../addresses/lists.ts';
import { defaultsOf, type Additions } from './reconcile.ts';

/** Addresses that are named one by one; a host may have thousands. */
const mostNamed = 16;

/**
 * Whether the file has the address all the same: behind a gap in the numbers, where expand_config of some versions of the
 * initscripts does not come.
 */
function isBehindGap({ address, family }: CidrAddress, { keys, get }: IfcfgFile): boolean {
  return family === 4 && keys.some((key) => /^IPADDR\d+$/.test(key) && get(key) === address);
}

/**
 * For the title of the step that writes the bridge's file; empty where there is nothing to say. @param port the interface's file.
 */
export function describeUnwritten({ addresses: all, ...routes }: Additions, port: IfcfgFile): string {
  const addresses = all.filter((address) => !isBehindGap(address, port));
  const what = [
    ...(addresses.length > 0 ? [`the address${addresses.length > 1 ? 'es' : ''} ${listed(addresses)}`] : []),
    ...defaultsOf(routes),
  ].join(' and ');
  return what === '' ? '' : `, but without ${what}, which only the kernel has`;
}

/**
 * A sentence each for the caller. `file`: the interface's; `written`: the addresses that the bridge's will have; `dynamic`:
 * whether a DHCP server gives one too.
 */
export function unwrittenWarnings(
  request: CreateBridgeRequest,
  unwritten: Additions,
  { file, written, dynamic }: { file: IfcfgFile; written: readonly CidrAddress[]; dynamic: boolean },
): readonly string[] {
  const { addresses } = unwritten;
  const named = addresses.slice(0, mostNamed);
  const fate =
    request.activate === 'restart'
      ? 'the restart takes it away'
      : `it moves to '${request.bridge}' now, and is not there after the next boot`;
  const none = addresses.length > 0 && written.length === 0 && !dynamic;
  return [
    ...named.map((one) => `the address '${one.address}/${one.prefix}' ${whereabouts(one)}`),
    ...(addresses.length > named.length
      ? [`${addresses.length - named.length} more addresses of '${request.interface}' are in the kernel only`]
      : []),
    ...defaultsOf(unwritten).map(
      (route) =>
        `${route} is in the kernel only, and no address that is written reaches it: ${fate}; ` +
        `name an address of its network in 'persist' to keep both`,
    ),
    ...(none
      ? [
          `${quoted(file.name)} has no address, so '${request.bridge}' has none after the next boot, as '${request.interface}' ` +
            `would have none; name the host's addresses in 'persist' to be able to reach it then`,
        ]
      : []),
  ];

  function whereabouts(one: CidrAddress): string {
    if (!isBehindGap(one, file)) return `is in the kernel only: ${fate}; ${advice(one)}`;
    return `stands in ${quoted(file.name)} behind a gap in the numbers of IPADDR, where not every ifup reads it: it may not be there after the next boot; number the addresses from 1 without a gap to keep it`;
  }

  function advice({ family }: CidrAddress): string {
    return family === 4 && dynamic ? 'a file with DHCP cannot keep it' : "name it in 'persist' to keep it";
  }
}
