/** What keeps NetworkManager from starting a profile at boot, for Verify. */
import { busctlCall } from '../../../../contract/busctl.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { failure, type Problem } from '../../../../model/finding.ts';
import { listOfValue } from '../keyfile/values.ts';
import type { ReadProfile } from '../profiles/owner.ts';

/** Never throws. */
export function bootProblems(bridge: string, { profile, settings }: ReadProfile): readonly Problem[] {
  const { id, uuid, file } = profile;
  const message = `the profile ${quoted(id)} is not started at boot`;
  const users = listOfValue(settings.keyfile.get('connection', 'permissions') ?? '');
  return [
    ...(settings.autoconnect
      ? []
      : [failure(message, 'autoconnect=true', 'autoconnect=false', modify(uuid, 'connection.autoconnect yes'))]),
    ...(users.length === 0
      ? []
      : [
          failure(
            `${message}, because it belongs to single users`,
            'no permissions',
            'permissions of users',
            modify(uuid, `connection.permissions ''`),
          ),
        ]),
    ...(isTrusted({ profile })
      ? []
      : [
          failure(
            `NetworkManager passes over the profile ${quoted(id)}, because others than root may read its file`,
            'mode 0600',
            `mode ${(file.mode & 0o777).toString(8).padStart(4, '0')}`,
            repairLine(bridge),
          ),
        ]),
  ];
}

/** Whether NetworkManager reads it, as far as its mode goes (NetworkManager: nms-keyfile-utils.c, nms_keyfile_utils_check_file_permissions). */
export function isTrusted({ profile: { origin, file } }: Pick<ReadProfile, 'profile'>): boolean {
  return origin !== 'etc' || (file.mode & 0o077) === 0;
}

/** What has the agent put right what it can. */
export function repairLine(bridge: string): string {
  return busctlCall('RepairBridge', 'sa{sv}', [bridge]);
}

/** A command that changes a profile. */
export function modify(uuid: string, what: string): string {
  return `nmcli connection modify uuid ${uuid} ${what}`;
}
