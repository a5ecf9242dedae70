/** The option `ports`: further interfaces of a bridge. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import { parseInterfaceName, type InterfaceName } from '../../model/names.ts';

/**
 * @param uplink the argument `interface`. Throws InvalidName, ReservedName; Refused for the bridge itself; InvalidArgs where an
 * interface is given twice.
 */
export function readPorts(texts: readonly string[], bridge: string, uplink: string): readonly InterfaceName[] {
  const ports = texts.map(parseInterfaceName);
  if (texts.includes(bridge)) {
    throw new AgentError('Refused', `${quoted(bridge)} cannot be its own port; leave it out of the option 'ports'`);
  }
  if (texts.includes(uplink)) {
    throw new AgentError(
      'InvalidArgs',
      `${quoted(uplink)} is the interface already; leave it out of the option 'ports'`,
    );
  }
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice === undefined) return ports;
  throw new AgentError('InvalidArgs', `${quoted(twice)} is given twice in the option 'ports'; give it once`);
}
