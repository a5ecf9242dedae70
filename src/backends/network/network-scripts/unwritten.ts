/** What is said of addresses and routes that only the kernel has, and that are not written. */
import type { CidrAddress } from '../../../model/addresses.ts';
import { quoted } from '../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { defaultsOf, listed, type Additions } from './reconcile.ts';

/** Addresses that are named one by one; a host may have thousands. */
const mostNamed = 16;

/** For the title of the step that writes the bridge's file; empty where there is nothing to say. */
export function describeUnwritten({ addresses, ...routes }: Additions): string {
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
  { file, written, dynamic }: { file: string; written: readonly CidrAddress[]; dynamic: boolean },
): readonly string[] {
  const { addresses } = unwritten;
  const named = addresses.slice(0, mostNamed);
  const fate =
    request.activate === 'restart'
      ? 'the restart takes it away'
      : `it moves to '${request.bridge}' now, and is not there after the next boot`;
  const none = addresses.length > 0 && written.length === 0 && !dynamic;
  return [
    ...named.map((one) => `the address '${one.address}/${one.prefix}' is in the kernel only: ${fate}; ${advice(one)}`),
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
          `${quoted(file)} has no address, so '${request.bridge}' has none after the next boot, as '${request.interface}' ` +
            `would have none; name the host's addresses in 'persist' to be able to reach it then`,
        ]
      : []),
  ];

  function advice({ family }: CidrAddress): string {
    return family === 4 && dynamic ? 'a file with DHCP cannot keep it' : "name it in 'persist' to keep it";
  }
}
