/** What systemd says of NetworkManager's unit (systemctl(1): show), as far as it matters for a stop and a start; pure. */
import type { NetworkManagerUnit } from '../../../../model/network-config.ts';

const properties = ['LoadState', 'RefuseManualStop', 'RefuseManualStart', 'BoundBy', 'ExecStop', 'ExecStopPost'];

/** Arguments of systemctl. */
export const unitWords = ['show', `--property=${properties.join()}`, 'NetworkManager.service'] as const;

/** Arguments of systemctl that print which of the units are active. */
export function statesWords(units: readonly string[]): readonly string[] {
  return ['show', '--property=Id,ActiveState', ...units];
}

/** @param printed by `unitWords`: of each unit that is bound to it (systemd.unit(5): BindsTo=) it is not known whether it is active. */
export function parseUnit(printed: string): NetworkManagerUnit {
  const lines = printed.split('\n').map((line) => line.split(/=(.*)/s, 2));
  const all = (key: string): readonly string[] => lines.flatMap(([name, value = '']) => (name === key ? [value] : []));
  const isYes = (key: string): boolean => all(key).includes('yes');
  const commands = [...all('ExecStop'), ...all('ExecStopPost')];
  return {
    loads: ['', 'loaded'].includes(all('LoadState')[0] ?? ''),
    refuses: isYes('RefuseManualStop') || isYes('RefuseManualStart'),
    bound: all('BoundBy').flatMap((value) => value.split(' ').filter(Boolean)),
    stopCommands: commands.flatMap((command) => /(?<=^\{ path=)[^ ;]+/.exec(command)?.[0] ?? []),
  };
}

/** The active ones. @param printed by `statesWords`. */
export function activeUnits(printed: string): readonly string[] {
  return printed.split(/\n\n+/).flatMap((block) => {
    const lines = block.split('\n');
    const isActive = lines.some((line) => /^ActiveState=(?:active|activating|reloading)$/.test(line));
    const id = lines.find((line) => line.startsWith('Id='))?.slice('Id='.length);
    return isActive && id !== undefined ? [id] : [];
  });
}
