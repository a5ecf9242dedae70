/** What a bond's profile says of the bond itself, which stays as it is (nm-settings-nmcli(5): bond). */
import { AgentError } from '../../../../contract/errors.ts';
import { bondingModeOf, bondingProblem } from '../../../../model/bonding.ts';
import { switchOf } from '../keyfile/values.ts';
import type { Settings } from '../profiles/profile.ts';

/**
 * Throws AgentError: Refused for a mode, from the next boot on, in which guests would not be reached; Unsupported for what
 * NetworkManager itself has to keep up. @param which names the profile: the beginning of a sentence.
 */
export function refuseBond(which: string, device: string, { keyfile }: Settings): void {
  const mode = keyfile.get('bond', 'mode')?.trim();
  const problem = mode === undefined ? undefined : bondingProblem(bondingModeOf(mode));
  if (problem !== undefined) throw new AgentError('Refused', `${which} says that bond '${device}' ${problem}`);
  // Its rules of nftables end with NetworkManager (NetworkManager: nm-bond-manager.c, nm_bond_manager_destroy).
  if (!switchOf(keyfile.get('bond', 'balance-slb'), false)) return;
  throw new AgentError(
    'Unsupported',
    `${which} balances by balance-slb, which ends for a moment when NetworkManager stops; choose another mode`,
  );
}
