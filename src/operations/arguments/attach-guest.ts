import { AgentError } from '../../contract/errors.ts';
import { attachGuestOptions } from '../../contract/options.ts';
import { parseMac } from '../../model/addresses.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName, parseGuestName } from '../../model/names.ts';
import { quoted } from '../../contract/quoted.ts';
import { immediate, type AttachGuestRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readOptions } from './read-options.ts';

/** A frozen request from `s guest, s bridge, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseAttachGuest(args: readonly BusValue[]): AttachGuestRequest {
  const guest = parseGuestName(textAt(args, 0));
  const bridge = parseBridgeName(textAt(args, 1));
  const options = readOptions(attachGuestOptions, optionsAt(args, 2));
  const { live, persistent } = options;
  if (live === false && persistent === false) {
    throw new AgentError(
      'InvalidArgs',
      "'live' and 'persistent' are both false, so there is nothing to do; leave one out",
    );
  }
  if (options.mac !== undefined && options.replace !== undefined) {
    throw new AgentError('InvalidArgs', "an interface moved with 'replace' keeps its MAC address; leave 'mac' out");
  }
  return deepFreeze({
    operation: 'AttachGuest',
    guest,
    bridge,
    model: parseModel(options.model),
    mac: macOf(options.mac),
    replace: macOf(options.replace),
    live,
    persistent,
    ...immediate,
    dryRun: options['dry-run'],
  });
}

/** In lower case. */
export function macOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseMac(text);
}

function parseModel(text: string): string {
  if (/^[A-Za-z0-9_-]{1,32}$/.test(text)) return text;
  throw new AgentError('OutOfRange', `${quoted(text)} is not a network card model; use one like 'virtio' or 'e1000'`);
}
