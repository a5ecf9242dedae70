/** A profile of NetworkManager's, made from its keyfile, and what it says. */
import type { HostFile } from '../../../../model/host-file.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import { asKeyfile } from '../ifcfg-rh/reading/as-keyfile.ts';
import { secretKeysOf } from '../ifcfg-rh/reading/values.ts';
import { groupOf, typeOf } from '../keyfile/names.ts';
import { parseKeyfile, type Keyfile } from '../keyfile/keyfile.ts';
import { secretsOf, withoutSecrets } from '../keyfile/secrets.ts';
import { numberOf, switchOf, unescapeValue } from '../keyfile/values.ts';

/** @param file as it is: a text that has secrets goes no further. */
export function profileOf(file: HostFile, origin: NetworkManagerProfile['origin']): NetworkManagerProfile {
  const { text } = file;
  if (text !== undefined && origin === 'ifcfg') return ifcfgProfile(file, text);
  // Another plugin's file is none of ours to read.
  const keyfile = text === undefined || origin === 'other' ? undefined : parseKeyfile(text);
  const get = (key: string): string => unescapeValue(keyfile?.get('connection', key) ?? '');
  const uuid = get('uuid');
  const named = {
    uuid: /^[\w-]{1,64}$/.test(uuid) ? uuid : '',
    id: get('id') || file.name.replace(/\.nmconnection$/, ''),
    origin,
  };
  if (text === undefined || keyfile === undefined) {
    const problem = file.problem ?? 'it is no keyfile';
    return { ...named, file: { ...file, text: undefined, problem }, shown: undefined, secrets: [] };
  }
  const secrets = secretsOf(text);
  if (secrets.length === 0) return { ...named, file, shown: text, secrets };
  const problem = 'it holds a secret';
  return { ...named, file: { ...file, text: undefined, problem }, shown: withoutSecrets(text), secrets };
}

/** One of the plugin for ifcfg files, which is compared as the keyfile that says the same. */
function ifcfgProfile(file: HostFile, text: string): NetworkManagerProfile {
  const said = asKeyfile(file.path, text);
  const get = (key: string): string => unescapeValue(parseKeyfile(said)?.get('connection', key) ?? '');
  const secrets = secretKeysOf(text);
  const named = { uuid: get('uuid'), id: get('id'), origin: 'ifcfg', shown: said, secrets } as const;
  if (secrets.length === 0) return { ...named, file };
  return { ...named, file: { ...file, text: undefined, problem: 'it holds a secret' } };
}

/** What a profile says, for those who compare it. */
export interface Settings {
  readonly keyfile: Keyfile;
  /** As a profile's `type` is called on the bus: `802-3-ethernet`, `bridge`, `vlan` … */
  readonly type: string;
  /** Undefined where it fits any device of its type. */
  readonly interfaceName: string | undefined;
  /** The permanent hardware address of the card that it is for, in lower case; a VLAN's profile may have that of the link below. */
  readonly mac: string | undefined;
  readonly autoconnect: boolean;
  readonly priority: number;
  /** What it is a port of: the name of a device, or the UUID of a profile. */
  readonly controller: string | undefined;
  readonly portType: string | undefined;
  readonly zone: string | undefined;
}

/** Undefined where the file cannot be read. */
export function settingsOf(profile: NetworkManagerProfile): Settings | undefined {
  const keyfile = profile.shown === undefined ? undefined : parseKeyfile(profile.shown);
  return keyfile && settingsOfKeyfile(keyfile);
}

export function settingsOfKeyfile(keyfile: Keyfile): Settings {
  const get = (group: string, key: string): string | undefined => {
    const raw = keyfile.get(group, key);
    return raw === undefined || raw === '' ? undefined : unescapeValue(raw);
  };
  const type = typeOf(get('connection', 'type') ?? '');
  return {
    keyfile,
    type,
    interfaceName: get('connection', 'interface-name'),
    mac: type === '802-3-ethernet' ? get(groupOf(type, keyfile), 'mac-address')?.toLowerCase() : undefined,
    autoconnect: switchOf(keyfile.get('connection', 'autoconnect'), true),
    priority: numberOf(keyfile.get('connection', 'autoconnect-priority')) ?? 0,
    // NetworkManager 1.50 writes the new names, and reads both.
    controller: get('connection', 'controller') ?? get('connection', 'master'),
    portType: get('connection', 'port-type') ?? get('connection', 'slave-type'),
    zone: get('connection', 'zone'),
  };
}
