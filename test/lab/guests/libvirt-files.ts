/** The files of the laboratory's libvirt, below the root of its host. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { release } from 'node:os';
import { execa } from 'execa';
import { keptFolder, keptPath } from '../kept-folder.ts';
import type { Laboratory } from '../laboratory.ts';

/** libvirt's folders, which the laboratory replaces by its own. */
const folders = ['/etc/libvirt', '/var/lib/libvirt', '/var/log/libvirt', '/run/libvirt'];
const cache = '/var/cache/libvirt';
/** libvirtd probes again if one of these or the kernel has changed. */
const programs = ['/usr/sbin/libvirtd', '/usr/bin/qemu-system-x86_64'];

export const libvirtLog = '/var/log/libvirt/libvirtd.log';

const daemonSettings = `auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "2:file:${libvirtLog}"
`;

/** Guests run as root in the laboratory's mount namespace, without virtlogd and control groups. */
const guestSettings = `user = "root"
group = "root"
security_driver = "none"
stdio_handler = "file"
namespaces = []
cgroup_controllers = []
`;

const initScript = `#!/bin/sh
# usage: libvirtd start|stop|restart|reload|status
pid_file=/run/libvirtd.pid

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

start() { running || libvirtd --daemon --pid-file "$pid_file"; }

# As killproc of Red Hat's functions: SIGKILL after some seconds. Guests live on.
stop() {
  running || return 0
  kill "$(cat "$pid_file")"
  for _ in $(seq 50); do running || return 0; sleep 0.1; done
  kill -KILL "$(cat "$pid_file")"
}

case \${1-} in
start) start ;;
stop) stop ;;
restart) stop; start ;;
reload) running && kill -HUP "$(cat "$pid_file")" ;;
status) running ;;
*) exit 2 ;;
esac
`;

/** Without STP, which would change the bridge's state for half a minute after a port has joined or left. */
export const defaultNetwork = `<network>
  <name>default</name>
  <forward mode="nat"/>
  <bridge name="virbr0" stp="off" delay="0"/>
  <ip address="192.168.122.1" netmask="255.255.255.0">
    <dhcp><range start="192.168.122.200" end="192.168.122.254"/></dhcp>
  </ip>
</network>
`;

/** The mount points that libvirt's packages or libvirtd would make. */
const bindFolder = 'mkdir -p "$1" "$2" && mount --bind "$1" "$2"';

/** Debian's libvirtd does not start without this user, whom a package that is not installed would create. */
const makeUser = `
for file in passwd group; do
  getent $file libvirt-qemu >/dev/null || case $file in
    passwd) echo 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin' >>/etc/passwd ;;
    group) echo 'libvirt-qemu:x:64055:' >>/etc/group ;;
  esac
done`;

/** Mounts the laboratory's folders over the machine's, on the laboratory's host alone, and writes settings and init script. */
export async function prepareLibvirt(lab: Laboratory): Promise<void> {
  await lab.writeFile('/etc/libvirt/libvirtd.conf', daemonSettings);
  await lab.writeFile('/etc/libvirt/qemu.conf', guestSettings);
  await lab.writeFile('/etc/libvirt/networks/default.xml', defaultNetwork);
  await lab.writeFile('/etc/init.d/libvirtd', initScript, 0o755);
  // These files are the laboratory's own (test/lab/inside.sh).
  await lab.hostOk(['sh', '-ec', makeUser]);
  const bind = (from: string, to: string) => lab.hostOk(['sh', '-c', bindFolder, 'sh', from, to]);
  for (const folder of folders) await bind(lab.path(folder), folder);
  await bind(lab.path(cache), cache);
  const known = await knownFolder();
  if (existsSync(known)) await lab.hostOk(['cp', '-aT', known, cache]);
}

/**
 * Keeps libvirtd's findings about QEMU, which take five seconds, for other laboratories. Each gets a copy, because libvirtd
 * writes to the folder.
 */
export async function keepFindings(lab: Laboratory): Promise<void> {
  const found = await lab.host(['sh', '-c', 'ls "$0"/qemu/capabilities/*.xml', cache]);
  if (found.exitCode !== 0) return;
  await keptFolder('libvirt', await recipe(), async (draft) => {
    await execa('cp', ['-aT', lab.path(cache), draft]);
  });
}

async function recipe(): Promise<string[]> {
  return [release(), ...(await Promise.all(programs.map(async (path) => `${path} ${(await stat(path)).ctimeMs}`)))];
}

async function knownFolder(): Promise<string> {
  return keptPath('libvirt', await recipe());
}
