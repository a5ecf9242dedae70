/** Parses what virsh prints about a guest. */
import type { Guest, GuestInterface } from '../../model/host-state.ts';
import { lastingInterfaceXml } from './interface-xml.ts';
import { attributeOf, childrenOf, parseXml, textOf, type XmlElement } from '../../model/xml.ts';

/** virsh's answers; an empty text where it gave none, or was not asked. */
export interface GuestAnswers {
  readonly uuid: string;
  readonly state: string;
  readonly configured: string;
  /** Output of dumpxml, of a guest that runs. */
  readonly live: string;
  readonly job: string;
  readonly active: boolean;
  readonly transient: boolean;
}

/** undefined if the guest has gone in the meantime, or if its XML cannot be read. */
export function parseGuest(answers: GuestAnswers): Guest | undefined {
  const configured = parseXml(answers.configured);
  const document = answers.active ? parseXml(answers.live) : configured;
  if (document?.name !== 'domain') return undefined;
  const name = textOf(document, 'name');
  const state = /^[a-z ]+[a-z]/.exec(answers.state)?.[0];
  if (name === undefined || state === undefined) return undefined;
  return {
    uuid: answers.uuid,
    name,
    state,
    job: parseJob(answers.job) ?? migrationOf(answers.state),
    live: answers.active ? parseInterfaces(document) : undefined,
    configured: answers.transient ? undefined : parseInterfaces(configured),
  };
}

/** virsh(1), domjobinfo: "Job type:", which is `None` if no job runs, and "Operation:". */
function parseJob(text: string): string | undefined {
  const type = /^Job type: +(.*?) *$/m.exec(text)?.[1];
  if (type === undefined || type === 'None' || type === 'Completed') return undefined;
  return /^Operation: +(.*?) *$/m.exec(text)?.[1] ?? type;
}

/** virsh(1), domstate --reason: an incoming guest is `paused (migrating)`. */
function migrationOf(state: string): string | undefined {
  return state.includes('(migrating)') ? 'migration' : undefined;
}

function parseInterfaces(domain: XmlElement | undefined): readonly GuestInterface[] {
  const [devices] = childrenOf(domain, 'devices');
  return childrenOf(devices, 'interface').flatMap(toInterface);
}

function toInterface(guestInterface: XmlElement): GuestInterface[] {
  const mac = attributeOf(guestInterface, 'mac', 'address')?.toLowerCase();
  if (mac === undefined) return [];
  const [source] = childrenOf(guestInterface, 'source');
  const { network, bridge, dev, name } = source?.attributes ?? {};
  return [
    {
      mac,
      // For a running interface in a network, libvirt reports the network's own type (virDomainNetDefFormat).
      type: network === undefined ? (guestInterface.attributes.type ?? '') : 'network',
      source: network ?? bridge ?? dev ?? name,
      target: attributeOf(guestInterface, 'target', 'dev'),
      model: attributeOf(guestInterface, 'model', 'type'),
      xml: lastingInterfaceXml(guestInterface),
    },
  ];
}
