/** The addresses and gateways of a profile (nm-settings-keyfile(5): addressN, gateway; nm-settings-nmcli(5): ipv4.method). */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { familyOf, parseAddress, type CidrAddress } from '../../../../model/addresses.ts';
import type { Keyfile } from '../keyfile/keyfile.ts';
import { switchOf } from '../keyfile/values.ts';

/** What a group without its method is taken for, as is a profile without the group (libnm: nm-connection.c, normalization). */
const defaultMethod = 'auto';

export interface FamilySettings {
  /** `auto`, `manual`, `disabled`, `link-local`, `shared`; in IPv6 also `dhcp` and `ignore`. */
  readonly method: string;
  readonly addresses: readonly CidrAddress[];
  /** Undefined too where the profile never has a default route, whatever gateway it names. */
  readonly gateway: string | undefined;
}

export function groupOfFamily(family: 4 | 6): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6';
}

/** Throws AgentError(Refused) for an address that cannot be read. @param name of the profile, for the error. */
export function familySettings(name: string, family: 4 | 6, keyfile: Keyfile): FamilySettings {
  const group = groupOfFamily(family);
  const keys = keyfile.keys(group).filter((key) => /^address(?:es)?\d*$/.test(key));
  const entries = keys.map((key) => readAddress(name, family, keyfile.get(group, key) ?? ''));
  const gateway = keyfile.get(group, 'gateway')?.trim() ?? '';
  const isNever = switchOf(keyfile.get(group, 'never-default'), false);
  const ofAddress = entries.find((entry) => entry.gateway !== undefined)?.gateway;
  return {
    method: keyfile.get(group, 'method')?.trim() ?? defaultMethod,
    addresses: entries.map(({ address }) => address),
    gateway: isNever ? undefined : gateway === '' ? ofAddress : gateway,
  };
}

interface AddressEntry {
  readonly address: CidrAddress;
  readonly gateway: string | undefined;
}

/** `192.0.2.10/24,192.0.2.1`, in older files with `;` (nm-keyfile.c, ip_address_or_route_parser). */
function readAddress(name: string, family: 4 | 6, raw: string): AddressEntry {
  const [whole = '', gateway = ''] = raw
    .trim()
    .split(/[,;]/)
    .map((part) => part.trim());
  const [address = '', prefix] = whole.split('/');
  const length = Number(prefix ?? (family === 4 ? 32 : 128));
  const isRight = Number.isInteger(length) && length > 0 && length <= (family === 4 ? 32 : 128);
  const isNone = ['', '0.0.0.0', '::'].includes(gateway);
  try {
    const parsed = parseAddress(address);
    if (isRight && parsed.family === family) {
      return { address: { ...parsed, prefix: length }, gateway: isNone ? undefined : parseAddress(gateway).address };
    }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
  }
  // Everyone may call Verify, which says this too; only root may read the file.
  throw new AgentError(
    'Refused',
    `the profile ${quoted(name)} has an entry in the section '${groupOfFamily(family)}' that cannot be read as an IPv${family} address; correct it`,
  );
}

/** Lines of a group for these addresses, the gateway in one of its own. */
export function addressLines(addresses: readonly CidrAddress[], gateway: string | undefined): readonly string[] {
  return [
    ...addresses.map(({ address, prefix }, index) => `address${index + 1}=${address}/${prefix}`),
    ...(gateway === undefined ? [] : [`gateway=${gateway}`]),
  ];
}

/** Those of one family. */
export function ofFamily<Address extends { readonly address: string }>(
  family: 4 | 6,
  addresses: readonly Address[],
): readonly Address[] {
  return addresses.filter(({ address }) => familyOf(address) === family);
}
