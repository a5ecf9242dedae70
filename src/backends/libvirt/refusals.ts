/** Turns virsh's errors about a guest into ours. */
import { AgentError, type ErrorCode } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';

interface Refused {
  readonly verb: 'attach' | 'detach' | 'update';
  readonly name: string;
  readonly mac: string;
  readonly where: 'live' | 'config';
}

/** Patterns in messages of libvirt and QEMU (C locale), and what to tell the caller. */
const meanings: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/Domain not found|failed to get domain/, 'NotFound', "no longer exists; see 'virsh list --all'"],
  [/domain is not running/, 'Conflict', 'has stopped meanwhile; call again'],
  [
    /state change lock|another .* job|migrat/i,
    'Busy',
    'is being changed by another program; wait until it has finished and call again',
  ],
  [
    /No more available|no free|slot .* (?:in use|already)|all .* slots|Too many|hotplug .* not supported|not hotpluggable/i,
    'Conflict',
    'has no free slot for another card; detach one, or add PCI ports to the guest',
  ],
  [
    // QEMU: a machine without ACPI, or a machine type without hot plug.
    /does not support hotplugging/,
    'Unsupported',
    "has a machine type without hot plug; shut it down first, or attach with 'live' false",
  ],
  [
    /not a valid device model|unsupported .*model|model .* not supported/i,
    'Unsupported',
    'cannot have a network card of this model; choose another model',
  ],
];

/** @param stderr virsh's error; it goes to the log only. */
export function refusalOf({ verb, name, mac, where }: Refused, stderr: string): AgentError {
  const known = meanings.find(([words]) => words.test(stderr));
  const [, code, meaning] = known ?? [undefined, 'CommandFailed' as const, undefined];
  const part = where === 'live' ? 'guest' : 'configuration of guest';
  const sentence =
    meaning === undefined
      ? `the ${part} ${quoted(name)} did not ${verb} the card '${mac}'; see the log of the agent`
      : `guest ${quoted(name)} ${meaning}`;
  return new AgentError(code, sentence, { cause: stderr });
}
