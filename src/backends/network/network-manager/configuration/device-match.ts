/**
 * Lists of devices in NetworkManager's configuration (NetworkManager.conf(5): Device List Format; NetworkManager:
 * nm-core-utils.c, nm_match_spec_device). Pure.
 */

export interface MatchedDevice {
  readonly name: string;
  /** As nmcli says it: `ethernet`, `bridge` … */
  readonly type: string;
  /** As ethtool says it; undefined where it is unknown. */
  readonly driver?: string | undefined;
  /** Its permanent hardware address; a bridge has none. */
  readonly mac?: string | undefined;
}

/** Whether the list means the device. A list of exceptions alone means all others. */
export function matches(list: string, device: MatchedDevice): boolean {
  const items = list.split(/[,;\s]+/).filter((item) => item !== '');
  const exceptions = items.filter((item) => item.startsWith('except:'));
  const others = items.filter((item) => !item.startsWith('except:'));
  if (exceptions.some((item) => isMeant(item.slice('except:'.length), device))) return false;
  return others.length === 0 ? exceptions.length > 0 : others.some((item) => isMeant(item, device));
}

function isMeant(item: string, { name, type, driver, mac }: MatchedDevice): boolean {
  const [, kind = '', value = ''] = /^(interface-name|type|driver|mac):(.*)$/.exec(item) ?? [];
  // `=` and `~` before a name: it stands for itself alone, or is a pattern.
  if (kind === 'interface-name')
    return value.startsWith('=') ? value.slice(1) === name : isLike(value.replace(/^~/, ''), name);
  if (kind === 'type') return value === type;
  if (kind === 'driver') return driver !== undefined && isLike(value.split('/')[0] ?? '', driver);
  const address = (kind === 'mac' ? value : item).toLowerCase();
  return item === '*' || item === name || address === mac?.toLowerCase();
}

/** `*` and `?` (GLib: g_pattern_match_simple). */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[^\w?-]/g, '\\$&').replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
