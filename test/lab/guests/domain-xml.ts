/** A guest's domain XML (https://libvirt.org/formatdomain.html). */
import type { GuestSystem } from './guest-system.ts';

export interface GuestInterface {
  /** A libvirt network; otherwise `bridge`, a bridge of the host. */
  readonly network?: string;
  readonly bridge?: string;
  /** `guestMac(NN)` gives a guest that boots the address 192.0.2.NN. */
  readonly mac?: string;
}

export interface MachineOptions {
  /** Without it there is no hotplug. */
  readonly acpi?: boolean;
  /** `q35` has no free slot for a later interface. */
  readonly machine?: 'pc' | 'q35';
}

/** 52:54:00:00:02:NN, to which init.sh gives an address. */
export function guestMac(number: number): string {
  return `52:54:00:00:02:${number.toString(16).padStart(2, '0')}`;
}

/** The file of the guest's console on the laboratory's host. */
export function consolePath(name: string): string {
  return `/var/log/libvirt/${name}.console`;
}

/** Without a system it finds nothing to boot, which suffices for all but an unplug: that needs the guest's cooperation. */
export function domainXml(
  name: string,
  interfaces: readonly GuestInterface[],
  system: GuestSystem | undefined,
  { acpi = true, machine = 'pc' }: MachineOptions = {},
): string {
  return `<domain type="qemu">
  <name>${name}</name>
  <memory unit="MiB">${system === undefined ? 32 : 128}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch="x86_64" machine="${machine}">hvm</type>
    ${system === undefined ? '' : bootXml(system)}
  </os>
  <features>${acpi ? '<acpi/>' : ''}</features>
  <devices>
    <controller type="usb" model="none"/>
    <memballoon model="none"/>
    <serial type="file"><source path="${consolePath(name)}"/></serial>
${interfaces.map(interfaceXml).join('')}  </devices>
</domain>
`;
}

function bootXml({ kernel, initramfs }: GuestSystem): string {
  return `<kernel>${kernel}</kernel>
    <initrd>${initramfs}</initrd>
    <cmdline>console=ttyS0 quiet loglevel=1 panic=-1 no_timer_check</cmdline>`;
}

function interfaceXml({ network, bridge, mac }: GuestInterface): string {
  const [type, source] =
    network === undefined ? ['bridge', `bridge="${bridge ?? ''}"`] : ['network', `network="${network}"`];
  const address = mac === undefined ? '' : `<mac address="${mac}"/>`;
  return `    <interface type="${type}">${address}<source ${source}/><model type="virtio"/></interface>\n`;
}
