/** Bridges, as `brctl show` prints them, and what is on each as a tree. */
import type { Catalogue } from '../messages/shape.ts';
import type { Bridge, Interface } from '../replies.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import { drawTree, type Tree } from '../terminal/tree.ts';

/** brctl(8): a line for each bridge, and for each further port a line with that alone. */
export function bridgeTable(bridges: readonly Bridge[], { columns, words }: Catalogue, { paint }: Screen): string[] {
  const head = [columns.bridgeName, columns.bridgeId, columns.stp, columns.interfaces];
  const rows = bridges.flatMap(({ name, id, stp, ports }) => {
    const [first = '', ...others] = ports.map(safeLine);
    return [
      [safeLine(name), safeLine(id), stp ? words.stpOn : words.stpOff, first],
      ...others.map((port) => ['', '', '', port]),
    ];
  });
  const [title = '', ...lines] = table([head, ...rows]);
  return [paint('bold', title), ...lines];
}

/** @param interfaces for the state of the ports; a port that is missing here is shown by its name. */
export function bridgeTree(
  bridge: Bridge,
  interfaces: readonly Interface[],
  { messages, screen }: { readonly messages: Catalogue; readonly screen: Screen },
): string[] {
  const { paint } = screen;
  const { words, status } = messages;
  const ports = bridge.ports.map((name) => [safeLine(name), portState(interfaces, name, messages, screen)]);
  const guests =
    bridge.cards.length === 0
      ? bridge.guests.map((name) => [safeLine(name)])
      : bridge.cards.map(({ guest, target, mac }) => [guest, target, mac].map(safeLine));
  const branches = [
    branch(paint('dim', status.ports), table(ports)),
    branch(paint('dim', status.addresses), bridge.addresses.map(safeLine)),
    branch(paint('dim', status.guests), table(guests)),
  ].filter(({ children }) => children.length > 0);
  const facts = [bridge.up ? paint('green', words.up) : paint('red', words.down), `MTU ${bridge.mtu}`];
  const nat = bridge.nat ? [paint('yellow', status.nat)] : [];
  const label = `${paint('bold', safeLine(bridge.name))}  ${[...facts, ...nat].join(', ')}`;
  return drawTree({ label, children: branches }, screen.unicode);
}

function branch(label: string, leaves: readonly string[]): Tree {
  return { label, children: leaves.map((leaf) => ({ label: leaf, children: [] })) };
}

function portState(
  interfaces: readonly Interface[],
  name: string,
  { words }: Catalogue,
  { paint }: Pick<Screen, 'paint'>,
): string {
  const port = interfaces.find((candidate) => candidate.name === name);
  if (port === undefined) return '';
  return `${linkState(port, words, paint)}  ${safeLine(port.mac)}`;
}

/** Whether it is up and has a carrier. */
export function linkState(
  { up, carrier }: Pick<Interface, 'up' | 'carrier'>,
  words: Catalogue['words'],
  paint: Screen['paint'],
): string {
  if (!up) return paint('red', words.down);
  return carrier ? paint('green', words.up) : paint('yellow', `${words.up}, ${words.noCarrier}`);
}
