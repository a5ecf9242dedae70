/** What NetworkManager's next start makes of a profile in an ifcfg file, for Verify. */
import { quoted } from '../../../../contract/quoted.ts';
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import { configOf } from '../profiles/owner.ts';

/** None for a profile of another kind. Never throws. */
export function fateProblems({ origin, file, uuid }: NetworkManagerProfile, state: StackState): readonly Problem[] {
  const { ifcfg } = configOf(state);
  if (origin !== 'ifcfg' || ifcfg === undefined || ifcfg === 'read') return [];
  const remedy = `nmcli connection migrate ${uuid}`;
  const which = quoted(file.name);
  return [
    ifcfg === 'ignored'
      ? failure(`the next boot does not read ${which}`, "plugins with 'ifcfg-rh'", 'plugins without it', remedy)
      : warning(
          `the next start of NetworkManager makes a keyfile of ${which}`,
          'it stays',
          'migrate-ifcfg-rh=true',
          remedy,
        ),
  ];
}
