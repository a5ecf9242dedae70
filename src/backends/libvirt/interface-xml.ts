/** Writes libvirt's <interface> and <network> elements. */
import { childrenOf, element, formatXml, parseXml, type XmlElement } from '../../model/xml.ts';

/** A new interface on a bridge (libvirt: formatdomain, bridge to LAN). */
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
 * Moves the interface to a bridge and keeps everything else, except what belongs to its former network. undefined if the
 * text is not an <interface> element.
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
 * The element as the configuration would have it. For a running interface in a network, libvirt reports the network's own
 * type in place of `network`, and adds source attributes that it makes anew at each connection.
 */
export function lastingInterfaceXml(guestInterface: XmlElement): string {
  const [source] = childrenOf(guestInterface, 'source');
  if (source?.attributes.network === undefined) return formatXml(guestInterface);
  const kept = Object.entries(source.attributes).filter(([key]) => ['network', 'portgroup'].includes(key));
  const lasting = { ...source, attributes: Object.fromEntries(kept) };
  const children = guestInterface.children.map((child) => (child === source ? lasting : child));
  return formatXml({ ...guestInterface, attributes: { ...guestInterface.attributes, type: 'network' }, children });
}

/** A network on a bridge of the host (libvirt: formatnetwork, using an existing host bridge). */
export function bridgeNetworkXml(name: string, bridge: string): string {
  return formatXml(
    element('network', {}, [
      element('name', {}, [name]),
      element('forward', { mode: 'bridge' }),
      element('bridge', { name: bridge }),
    ]),
  );
}
