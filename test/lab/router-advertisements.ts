/** The laboratory's router advertises itself and its prefix (RFC 4861), as a LAN with IPv6 does: see advertise.pl. */
import { existsSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';
import type { CommandResult } from './command.ts';

/**
 * `taken`: the host has an address and a default route by them, besides those of its files. `ignored`: its eth0 takes none
 * (accept_ra=0). `none`: the router sends none.
 */
export type RouterAdvertisements = 'taken' | 'ignored' | 'none';

/** What eth0's hardware address makes of the prefix (RFC 4291, appendix A). */
export const advertisedAddress = '2001:db8:1:0:5054:ff:fe12:3456';

/** Prints the interfaces on the LAN that take advertisements (kernel: ip-sysctl) and lack the address or the route. */
const lacking = `
[ "$(cat /sys/class/net/eth0/carrier 2>&1)" = 1 ] || exit 0
for link in /sys/class/net/*; do
  name=\${link##*/} conf=/proc/sys/net/ipv6/conf/\${link##*/}
  [ ! -e "$link/master" ] && { [ "$name" = eth0 ] || [ -e "$link/brif/eth0" ]; } || continue
  [ $(($(cat "$link/flags") & 1)) = 1 ] && [ "$(cat "$conf/disable_ipv6")$(cat "$conf/autoconf")" = 01 ] || continue
  case $(cat "$conf/accept_ra")$(cat "$conf/forwarding") in 10 | 2?) ;; *) continue ;; esac
  [ "$(ip -6 route show default dev "$name" proto ra metric 1024)" ] &&
    [ "$(ip -6 addr show dev "$name" scope global dynamic)" ] || echo "$name"
done`;

export class Advertisements {
  readonly #log: string;
  readonly #onHost: (command: readonly string[]) => Promise<CommandResult>;

  /** @param log what advertise.pl prints; not there where it does not run. */
  constructor(log: string, onHost: (command: readonly string[]) => Promise<CommandResult>) {
    this.#log = log;
    this.#onHost = onHost;
  }

  /** Returns when this many more have been sent. */
  async more(count: number): Promise<void> {
    const wanted = this.#sent() + count;
    await eventually(`${count} more router advertisements`, () => this.#sent() >= wanted);
  }

  /** Returns when the host has what its router advertises, if it takes that. */
  async taken(): Promise<void> {
    if (!existsSync(this.#log)) return;
    const asked = async (): Promise<boolean> => (await this.#onHost(['sh', '-c', lacking])).stdout === '';
    await eventually('the host has an address and a default route by its router’s advertisements', asked);
  }

  #sent(): number {
    return readFileSync(this.#log, 'utf8').split('advertised').length - 1;
  }
}
