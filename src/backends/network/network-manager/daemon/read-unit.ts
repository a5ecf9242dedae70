/** NetworkManager's unit, and what would end with it. */
import type { Host } from '../../../../host/host.ts';
import type { NetworkManagerUnit } from '../../../../model/network-config.ts';
import { activeUnits, parseUnit, statesWords, unitWords } from './unit.ts';

/** Milliseconds; systemd answers in a few. */
const patience = 20_000;

/** Undefined where systemd does not run, or does not say. Never throws. */
export async function readUnit(host: Host): Promise<NetworkManagerUnit | undefined> {
  const printed = host.systemd ? await ask(host, unitWords) : undefined;
  const unit = printed === undefined ? undefined : parseUnit(printed);
  if (unit === undefined || unit.bound.length === 0) return unit;
  const states = await ask(host, statesWords(unit.bound));
  return states === undefined ? unit : { ...unit, bound: activeUnits(states) };
}

async function ask({ commands }: Host, words: readonly string[]): Promise<string | undefined> {
  const result = await commands.run('systemctl', words, { timeout: patience }).catch(() => undefined);
  return result?.exitCode === 0 ? result.stdout : undefined;
}
