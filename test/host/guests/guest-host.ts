/** A host with the agent, libvirtd and the bridge br0, for the tests of guests. */
import assert from 'node:assert/strict';
import type { CallArgument } from '../../lab/bus-call.ts';
import { startLibvirt, type ListedInterface, type Libvirt } from '../../lab/guests/libvirt.ts';
import { AgentHost, type AgentHostOptions, type ChangeReply, type Options } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { essenceOf, linksOf } from '../../lab/agent-host/kernel.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import type { ErrorCode } from '../../../src/contract/errors.ts';

export interface GuestReply extends ChangeReply {
  readonly mac: string;
  readonly target: string;
  readonly live: boolean;
  readonly persistent: boolean;
}

export interface GuestHostOptions extends AgentHostOptions {
  /** The tests create br0 themselves. */
  readonly noBridge?: boolean;
}

/** Starts the host before the tests of the calling `describe`, and stops it after them. */
export function useGuests(options: GuestHostOptions = {}): GuestHost {
  const host = new GuestHost(options);
  before('a laboratory with libvirtd and a bridge starts', async () => {
    await host.start();
    await host.startLibvirt();
    if (options.noAgent !== true && options.noBridge !== true) await host.create();
  });
  afterEach('a failure shows the log', function () {
    if (this.currentTest?.state === 'failed') console.error(host.log());
  });
  after('the laboratory ends', () => host.stop());
  return host;
}

export class GuestHost extends AgentHost {
  #libvirt: Libvirt | undefined;

  get libvirt(): Libvirt {
    if (this.#libvirt === undefined) throw new Error('libvirtd has not started');
    return this.#libvirt;
  }

  async startLibvirt(): Promise<void> {
    this.#libvirt = await startLibvirt(this.lab);
  }

  async attach(guest: string, options: Options = {}, bridge = 'br0'): Promise<GuestReply> {
    return (await this.change('AttachGuest', [guest, bridge, options])) as GuestReply;
  }

  async detach(guest: string, options: Options = {}): Promise<GuestReply> {
    return (await this.change('DetachGuest', [guest, 'br0', options])) as GuestReply;
  }

  /** The running guest's interfaces, as `bridge br0`. */
  async live(guest: string): Promise<string[]> {
    return (await this.libvirt.interfaces(guest)).map(connection);
  }

  /** The interfaces of its next start. */
  async configured(guest: string): Promise<string[]> {
    return (await this.libvirt.interfaces(guest, '--inactive')).map(connection);
  }

  /** Of a guest with one interface. */
  async tapOf(guest: string): Promise<string> {
    const [guestInterface, ...others] = await this.libvirt.interfaces(guest);
    assert.deepEqual(others, []);
    return guestInterface?.target ?? '';
  }

  async masterOf(tap: string): Promise<string | undefined> {
    return (await linksOf(this.lab)).find(({ ifname }) => ifname === tap)?.master;
  }

  /** A call that must fail and leave taps, bridges and libvirt's definitions alone; returns the error's sentence. */
  async refused(code: ErrorCode, method: string, args: readonly CallArgument[], user?: string): Promise<string> {
    const before = await this.everything();
    const sentence = expectError(await this.call(method, args, user), code);
    assert.deepEqual(await this.everything(), before);
    return sentence;
  }

  /** The links with their addresses and bridges, the routes, and the host's files, libvirt's among them. */
  async everything(): Promise<unknown> {
    const [kernel, { files }] = await Promise.all([essenceOf(this.lab), networkOf(this.lab)]);
    return { kernel, files };
  }

  /** Removes every guest. */
  async removeGuests(): Promise<void> {
    const names = (await this.libvirt.virsh('list', '--all', '--name')).split('\n').filter(Boolean);
    for (const name of names) await this.libvirt.remove(name);
  }
}

function connection({ type, source }: ListedInterface): string {
  return `${type} ${source}`;
}
