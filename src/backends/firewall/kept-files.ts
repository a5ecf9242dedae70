/** The files that set br_netfilter's settings to 0 at every boot, and whenever the module is loaded. */
import { fileHeader } from '../../contract/names.ts';

export const dropInPath = '/etc/sysctl.d/90-bridgehead.conf';
export const ruleFilePath = '/etc/udev/rules.d/90-bridgehead.rules';
/** Their folders, outermost first. */
export const foldersOfFiles: readonly string[] = ['/etc/sysctl.d', '/etc/udev', '/etc/udev/rules.d'];

/** Settings below net/bridge that send bridged frames to iptables, ip6tables and arptables. */
export const callKeys = ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables', 'bridge-nf-call-arptables'] as const;

/**
 * Without the `-` of sysctl.d(5) before the keys: older readers take it for a part of the name, and all of them skip missing
 * keys at boot anyway (systemd-sysctl: ENOENT; initscripts: sysctl -e).
 */
export const dropInText = [fileHeader, ...callKeys.map((key) => `net.bridge.${key} = 0`), ''].join('\n');

/**
 * The settings appear, as 1, when the module is loaded (sysctl.d(5), EXAMPLES); before Linux 3.18 that was `bridge`. The rule
 * runs sysctl(8) and not systemd-sysctl, which hosts without systemd lack.
 */
export const ruleFileText = [
  fileHeader,
  ...['br_netfilter', 'bridge'].map(
    (module) => `ACTION=="add", SUBSYSTEM=="module", KERNEL=="${module}", RUN+="/sbin/sysctl -e -q -p ${dropInPath}"`,
  ),
  '',
].join('\n');
