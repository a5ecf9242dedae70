/** A real libvirtd on the laboratory's host, and its guests under QEMU's software emulation. */
import type { CommandResult } from '../command.ts';
import { eventually } from '../eventually.ts';
import type { Laboratory } from '../laboratory.ts';
import { consolePath, domainXml, type GuestInterface, type MachineOptions } from './domain-xml.ts';
import { guestSystem } from './guest-system.ts';
import { keepFindings, prepareLibvirt } from './libvirt-files.ts';

export interface GuestOptions extends MachineOptions {
  readonly interfaces?: readonly GuestInterface[];
  /** Boot a Linux that brings its interfaces up, in some seconds; otherwise it has nothing to boot. */
  readonly boots?: boolean;
}

/** Milliseconds for an emulated guest's system while other tests run. */
const bootPatience = 240_000;

/** A line of `virsh domiflist`. */
export interface ListedInterface {
  readonly target: string;
  readonly type: string;
  readonly source: string;
  readonly model: string;
  readonly mac: string;
}

/**
 * Returns when libvirtd answers and its network `default` runs on virbr0. The kernel reports up to a second later that a bridge
 * without ports has no carrier (linkwatch), which would look like a change by Bridgehead.
 */
export async function startLibvirt(lab: Laboratory): Promise<Libvirt> {
  await prepareLibvirt(lab);
  const libvirt = new Libvirt(lab);
  await libvirt.startDaemon();
  await libvirt.virsh('net-define', '/etc/libvirt/networks/default.xml');
  await libvirt.virsh('net-autostart', 'default');
  await libvirt.virsh('net-start', 'default');
  const state = async () => (await lab.hostOk(['cat', '/sys/class/net/virbr0/operstate'])).stdout.trim();
  await eventually('virbr0 is known to have no carrier', async () => (await state()) === 'down');
  return libvirt;
}

export class Libvirt {
  readonly #lab: Laboratory;

  constructor(lab: Laboratory) {
    this.#lab = lab;
  }

  // The daemon. Guests outlive it, as they do on every host.

  async startDaemon(): Promise<void> {
    await this.#service('start');
    // The first time on a machine it probes QEMU's capabilities.
    await eventually('libvirtd answers', async () => (await this.try('version')).exitCode === 0);
    await keepFindings(this.#lab);
  }

  stopDaemon(): Promise<void> {
    return this.#service('stop');
  }

  async restart(): Promise<void> {
    await this.stopDaemon();
    await this.startDaemon();
  }

  /** It accepts connections without answering until `thaw`. */
  freeze(): Promise<void> {
    return this.#signal('STOP');
  }

  thaw(): Promise<void> {
    return this.#signal('CONT');
  }

  // Guests.

  /** The output of virsh(1); throws with it if it fails. */
  async virsh(...words: string[]): Promise<string> {
    return (await this.#lab.hostOk(['virsh', '-q', '-c', 'qemu:///system', ...words])).stdout.trim();
  }

  /** The same, but does not throw. */
  try(...words: string[]): Promise<CommandResult> {
    return this.#lab.host(['virsh', '-q', '-c', 'qemu:///system', ...words]);
  }

  /** Defines a guest; returns its UUID. */
  async define(name: string, { interfaces = [], boots = false, ...machine }: GuestOptions = {}): Promise<string> {
    const path = `/var/lib/libvirt/${name}.xml`;
    await this.#lab.writeFile(path, domainXml(name, interfaces, boots ? await guestSystem() : undefined, machine));
    await this.virsh('define', path);
    return this.virsh('domuuid', name);
  }

  /** Does not wait for its boot; see `ready`. */
  async start(name: string): Promise<void> {
    await this.#lab.removeFile(consolePath(name));
    await this.virsh('start', name);
  }

  /** Returns when the guest's system has brought all its interfaces up. */
  async ready(name: string): Promise<void> {
    await this.says(name, 'guest ready');
  }

  /** Returns when the guest's system has brought that interface up. */
  async interfaceUp(name: string, mac: string): Promise<void> {
    await this.says(name, `interface ${mac} up`);
  }

  async says(name: string, words: string): Promise<void> {
    const said = async () => (await this.console(name)).includes(words);
    await eventually(`the console of '${name}' says '${words}'`, said, bootPatience);
  }

  /** The guest's console since its start. */
  console(name: string): Promise<string> {
    return this.#lab.readFile(consolePath(name)).catch(() => '');
  }

  /** Its present interfaces; with `--inactive`, those of its next start. */
  async interfaces(name: string, ...options: string[]): Promise<ListedInterface[]> {
    const lines = (await this.virsh('domiflist', name, ...options)).split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => {
      const [target = '', type = '', source = '', model = '', mac = ''] = line.trim().split(/\s+/);
      return { target, type, source, model, mac };
    });
  }

  /** Destroys and undefines it, transient or not. */
  async remove(name: string): Promise<void> {
    await this.try('destroy', name);
    await this.try('undefine', name);
  }

  async #service(action: string): Promise<void> {
    await this.#lab.hostOk(['service', 'libvirtd', action]);
  }

  async #signal(name: 'STOP' | 'CONT'): Promise<void> {
    await this.#lab.hostOk(['sh', '-c', `kill -${name} "$(cat /run/libvirtd.pid)"`]);
  }
}
