/** The files that keep br_netfilter's settings at 0, at every boot and whenever the module is loaded. */
import { fileHeader } from '../../contract/names.ts';
import { dropInPath } from '../../model/sysctl-drop-in.ts';

export const ruleFilePath = '/etc/udev/rules.d/90-bridgehead.rules';
/** The folders that they need, in the order in which they are made. */
export const foldersOfFiles: readonly string[] = ['/etc/sysctl.d', '/etc/udev', '/etc/udev/rules.d'];

/** Settings below net/bridge that send bridged frames to iptables, ip6tables and arptables. */
export const callKeys = ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables', 'bridge-nf-call-arptables'] as const;

/**
 * What the drop-in has for all bridges. Without the `-` of sysctl.d(5) before the keys: who reads the file at boot passes over keys that are not there by itself
 * (systemd-sysctl: ENOENT; initscripts: sysctl -e), and older ones take the `-` for a part of the name.
 */
export const sharedText = [fileHeader, ...callKeys.map((key) => `net.bridge.${key} = 0`), ''].join('\n');

/**
 * The settings come, as 1, with the module (sysctl.d(5), EXAMPLES); before Linux 3.18 it was a part of `bridge`. sysctl(8)
 * instead of systemd-sysctl, because hosts without systemd have it too.
 */
export const ruleFileText = [
  fileHeader,
  ...['br_netfilter', 'bridge'].map(
    (module) => `ACTION=="add", SUBSYSTEM=="module", KERNEL=="${module}", RUN+="/sbin/sysctl -e -q -p ${dropInPath}"`,
  ),
  '',
].join('\n');
