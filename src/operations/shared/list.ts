/** A list from the host's state, read and described once for all callers that ask at the same time. */
import type { SharedHostState } from '../../backends/host-state/read-shared.ts';
import type { Part } from '../../backends/host-state/read-each.ts';
import { SharedReading } from '../../host/shared-reading.ts';
import type { BusValue } from '../../model/bus-value.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { Operation } from './operation.ts';

/** @param needed what `describe` looks at. */
export function listOf<Needed extends Part>(
  host: SharedHostState,
  needed: readonly Needed[],
  describe: (state: Pick<HostState, Needed>) => readonly BusValue[],
): Operation<undefined> {
  const list = new SharedReading(async () => describe(await host.parts(needed)));
  return {
    parse: () => undefined,
    details: () => ({}),
    run: async () => [await list.get()],
  };
}

export function addressesOf(link: Link): string[] {
  return link.addresses.map((address) => `${address.address}/${address.prefix}`);
}
