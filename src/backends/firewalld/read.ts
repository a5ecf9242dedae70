/** firewalld: whether it runs, which interface is in which zone, and what its files say of the next start. */
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import { noFirewalld, type Firewalld, type ZoneFile } from '../../model/firewalld.ts';
import { noFile } from '../../model/host-file.ts';
import { askFirewalld, isOnBus } from './read-daemon.ts';
import { activeZones, onlyString } from './busctl.ts';
import { directRules, flowtable, ipsetEntries, settingOf } from './settings.ts';
import { etcFolder, interfacesIn, vendorFolder, zonesFolder } from './zone-file.ts';

/** Never throws. Where there are no files of firewalld's, nothing else is looked at. */
export async function readFirewalld(host: Host): Promise<Firewalld> {
  const folders = await Promise.all([etcFolder, vendorFolder].map((path) => host.files.exists(path)));
  if (!folders.includes(true)) return noFirewalld;
  const [settings, direct, sets, zones, now] = await Promise.all([
    readHostFile(host, `${etcFolder}/firewalld.conf`),
    readHostFile(host, `${etcFolder}/direct.xml`),
    readSets(host),
    readZones(host),
    readNow(host),
  ]);
  return {
    ...now,
    // firewalld.conf(5): `public` where nothing is set.
    defaultZone: now.defaultZone ?? settingOf('DefaultZone', settings?.text) ?? 'public',
    zones,
    named: [...directRules(direct?.text), ...sets, ...flowtable(settings?.text)],
  };
}

/** The vendors' name no interface of this host. */
async function readSets(host: Host): Promise<Firewalld['named']> {
  const folder = `${etcFolder}/ipsets`;
  const paths = (await host.files.list(folder))
    .filter((name) => name.endsWith('.xml'))
    .map((name) => `${folder}/${name}`);
  const files = await Promise.all(paths.map((path) => readHostFile(host, path)));
  return paths.flatMap((path, index) => ipsetEntries(path, files[index]?.text));
}

/** A file in /etc replaces the one of the same name in /usr/lib (firewalld.dirs(5)). */
async function readZones(host: Host): Promise<readonly ZoneFile[]> {
  const [own, vendors] = await Promise.all(
    [zonesFolder, `${vendorFolder}/zones`].map((folder) => host.files.list(folder)),
  );
  const names = [...new Set([...(own ?? []), ...(vendors ?? [])])].filter((name) => name.endsWith('.xml')).sort();
  return Promise.all(names.map((name) => readZone(host, name)));
}

async function readZone(host: Host, name: string): Promise<ZoneFile> {
  const [own, vendor] = await Promise.all(
    [zonesFolder, `${vendorFolder}/zones`].map((folder) => readHostFile(host, `${folder}/${name}`)),
  );
  const { text } = own ?? vendor ?? { text: undefined };
  const file = own ?? noFile(`${zonesFolder}/${name}`);
  return { zone: name.slice(0, -'.xml'.length), file, text, interfaces: interfacesIn(text) ?? [] };
}

type Now = Pick<Firewalld, 'status' | 'bound'> & { readonly defaultZone: string | undefined };

async function readNow(host: Host): Promise<Now> {
  const idle = { defaultZone: undefined, bound: {} };
  if (!host.live) return { status: 'stopped', ...idle };
  const onBus = await isOnBus(host);
  if (onBus !== true) return { status: onBus === false ? 'stopped' : 'silent', ...idle };
  const [zones, defaultZone] = await Promise.all([
    askFirewalld(host, '.zone', 'getActiveZones').then((text) => text && activeZones(text)),
    askFirewalld(host, '', 'getDefaultZone').then((text) => text && onlyString(text)),
  ]);
  if (typeof zones !== 'object' || !defaultZone) return { status: 'silent', ...idle };
  return { status: 'running', bound: zones, defaultZone };
}
