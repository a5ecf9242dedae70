/** What `org.freedesktop.DBus.Introspectable` says of each object (D-Bus specification: introspection format). */
import { agentInterface, objectPath } from '../../contract/names.ts';
import { objects, type InterfaceName, type StandardInterfaceName } from './interfaces.ts';

const doctype = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
`;

const standardXml: Readonly<Record<StandardInterfaceName, string>> = {
  'org.freedesktop.DBus.Properties': `
    <method name="Get">
      <arg name="interface_name" type="s" direction="in"/>
      <arg name="property_name" type="s" direction="in"/>
      <arg name="value" type="v" direction="out"/>
    </method>
    <method name="GetAll">
      <arg name="interface_name" type="s" direction="in"/>
      <arg name="properties" type="a{sv}" direction="out"/>
    </method>
    <method name="Set">
      <arg name="interface_name" type="s" direction="in"/>
      <arg name="property_name" type="s" direction="in"/>
      <arg name="value" type="v" direction="in"/>
    </method>
    <signal name="PropertiesChanged">
      <arg name="interface_name" type="s"/>
      <arg name="changed_properties" type="a{sv}"/>
      <arg name="invalidated_properties" type="as"/>
    </signal>`,
  'org.freedesktop.DBus.Introspectable': `
    <method name="Introspect">
      <arg name="xml_data" type="s" direction="out"/>
    </method>`,
  'org.freedesktop.DBus.Peer': `
    <method name="Ping"/>
    <method name="GetMachineId">
      <arg name="machine_uuid" type="s" direction="out"/>
    </method>`,
};

/**
 * The XML of each object, by its path.
 * @param interfaceXml the contract's own file, of which everything but the end is served as it stands.
 */
export function introspectionXml(interfaceXml: string): ReadonlyMap<string, string> {
  const end = interfaceXml.lastIndexOf('</node>');
  if (end === -1) throw new Error('internal error: the interface XML has no end');
  const own = interfaceXml.slice(0, end).trimEnd();
  return new Map(
    [...objects].map(([path, names]) => {
      const begin = path === objectPath ? own : `${doctype}<node>`;
      return [path, `${begin}${names.map(interfaceElement).join('')}${childElement(path)}\n</node>\n`];
    }),
  );
}

/** Nothing for the agent's own interface, which stands in the contract's file. */
function interfaceElement(name: InterfaceName): string {
  if (name === agentInterface) return '';
  return `\n  <interface name="${name}">${standardXml[name]}\n  </interface>`;
}

/** The next object on the way to the agent's own. */
function childElement(path: string): string {
  const [child = ''] = objectPath.slice(path === '/' ? 1 : path.length + 1).split('/');
  return child === '' ? '' : `\n  <node name="${child}"/>`;
}
