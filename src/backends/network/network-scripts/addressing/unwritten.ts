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

interface Written {
  /** The interface's file. */
  readonly file: IfcfgFile;
  /** The addresses that the bridge's will have. */
  readonly written: readonly CidrAddress[];
  /** Whether a DHCP server gives one too. */
  readonly dynamic: boolean;
}

/** A sentence each for the caller. */
export function unwrittenWarnings(
  request: CreateBridgeRequest,
  unwritten: Additions,
  beside: Written,
): readonly string[] {
  const { bridge, activate } = request;
  const fate =
    activate === 'restart'
      ? 'the restart takes it away'
      : `it moves to '${bridge}' now, and is not there after the next boot`;
  return [
    ...addressWarnings(request, unwritten, beside, fate),
    ...defaultsOf(unwritten).map(
      (route) =>
        `${route} is in the kernel only, and no address that is written reaches it: ${fate}; ` +
        `name an address of its network in 'persist' to keep both`,
    ),
    ...withoutAny(request, unwritten, beside),
  ];
}

function addressWarnings(
  { interface: device }: CreateBridgeRequest,
  { addresses }: Additions,
  { file, dynamic }: Written,
  fate: string,
): readonly string[] {
  const named = addresses.slice(0, mostNamed);
  const more = addresses.length - named.length;
  return [
    ...named.map((one) => {
      const where = isBehindGap(one, file) ? behindGap(file) : inKernelOnly(one, fate, dynamic);
      return `the address '${one.address}/${one.prefix}' ${where}`;
    }),
    ...(more > 0 ? [`${more} more addresses of '${device}' are in the kernel only`] : []),
  ];
}

function behindGap({ name }: IfcfgFile): string {
  return `stands in ${quoted(name)} behind a gap in the numbers of IPADDR, where not every ifup reads it: it may not be there after the next boot; number the addresses from 1 without a gap to keep it`;
}

function inKernelOnly({ family }: CidrAddress, fate: string, dynamic: boolean): string {
  const advice = family === 4 && dynamic ? 'a file with DHCP cannot keep it' : "name it in 'persist' to keep it";
  return `is in the kernel only: ${fate}; ${advice}`;
}

/** A host that nothing could reach after the next boot. */
function withoutAny(
  { bridge, interface: device }: CreateBridgeRequest,
  { addresses }: Additions,
  { file, written, dynamic }: Written,
): readonly string[] {
  if (addresses.length === 0 || written.length > 0 || dynamic) return [];
  return [
    `${quoted(file.name)} has no address, so '${bridge}' has none after the next boot, as '${device}' ` +
      `would have none; name the host's addresses in 'persist' to be able to reach it then`,
  ];
}
