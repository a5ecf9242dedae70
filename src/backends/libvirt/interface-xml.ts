/** What libvirt is told: the elements of cards and networks. Pure. */
import { childrenOf, element, formatXml, parseXml, type XmlElement } from './xml.ts';

/** A new card on a bridge (libvirt: formatdomain, bridge to LAN). */
export function newInterfaceXml(guestInterface: {
  readonly mac: string;
  readonly bridge: string;
  readonly model: string;
}): string {
  return formatXml(
    element('interface', { type: 'bridge' }, [
      element('mac', { address: guestInterface.mac }),
      element('source', { bridge: guestInterface.bridge }),
      element('model', { type: guestInterface.model }),
    ]),
  );
}

/**
 * The card, moved to a bridge: everything else about it stays, but what belongs to the network it was in. undefined where
 * the text is no card's.
 */
export function movedInterfaceXml(xml: string, bridge: string): string | undefined {
  const guestInterface = parseXml(xml);
  if (guestInterface?.name !== 'interface') return undefined;
  const kept = guestInterface.children.filter(
    (child) => typeof child !== 'string' && !['source', 'virtualport', 'actual'].includes(child.name),
  );
  const at = kept.findIndex((child) => typeof child !== 'string' && child.name === 'mac') + 1;
  const children = [...kept.slice(0, at), element('source', { bridge }), ...kept.slice(at)];
  return formatXml({ ...guestInterface, attributes: { ...guestInterface.attributes, type: 'bridge' }, children });
}

/**
 * A card's element as its configuration has it: of one that runs in a network, without what libvirt makes anew each time
 * that it is connected, which is also told in place of the type.
 */
export function lastingInterfaceXml(guestInterface: XmlElement): string {
  const [source] = childrenOf(guestInterface, 'source');
  if (source?.attributes.network === undefined) return formatXml(guestInterface);
  const kept = Object.entries(source.attributes).filter(([key]) => ['network', 'portgroup'].includes(key));
  const lasting = { ...source, attributes: Object.fromEntries(kept) };
  const children = guestInterface.children.map((child) => (child === source ? lasting : child));
  return formatXml({ ...guestInterface, attributes: { ...guestInterface.attributes, type: 'network' }, children });
}

/** A network that leads to a bridge of the host's (libvirt: formatnetwork, using an existing host bridge). */
export function bridgeNetworkXml(name: string, bridge: string): string {
  return formatXml(
    element('network', {}, [
      element('name', {}, [name]),
      element('forward', { mode: 'bridge' }),
      element('bridge', { name: bridge }),
    ]),
  );
}
