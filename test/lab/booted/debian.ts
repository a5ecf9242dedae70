/** A Debian with systemd, D-Bus and polkit on a folder: made once, kept in the machine's temporary folder, only read. */
import { execa } from 'execa';
import { keptFolder } from '../kept-folder.ts';

const suite = 'bookworm';
/**
 * libstdc++6 is for node, udev and NetworkManager as on many hosts, kmod for virtual machines, and the others are for the network
 * service and the tests.
 */
const packages = [
  ...['systemd', 'systemd-sysv', 'udev', 'kmod', 'dbus', 'polkitd', 'network-manager'],
  ...['iproute2', 'iputils-ping', 'procps', 'libstdc++6'],
];

/** In a pid namespace of its own, because polkitd's postinst ends every polkitd that it sees. */
const apart = ['--pid', '--fork', '--kill-child', '--mount', '--mount-proc'];

/** The folder's path. The first time takes most of a minute and needs Debian's archive (mmdebstrap(1)). */
export function debianRoot(): Promise<string> {
  return keptFolder('debian', [suite, ...packages], async (draft) => {
    const words = ['mmdebstrap', '--quiet', '--variant=minbase', `--include=${packages.join()}`, suite, draft];
    await execa('unshare', [...apart, '--', ...words], { cwd: '/' });
  });
}
