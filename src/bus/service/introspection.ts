/** What `org.freedesktop.DBus.Introspectable` says of each object (D-Bus specification: introspection format). */
import { objectPath } from '../../contract/names.ts';

const doctype = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
`;

const introspectable = `
  <interface name="org.freedesktop.DBus.Introspectable">
    <method name="Introspect">
      <arg name="xml_data" type="s" direction="out"/>
    </method>
  </interface>`;

const peer = `
  <interface name="org.freedesktop.DBus.Peer">
    <method name="Ping"/>
    <method name="GetMachineId">
      <arg name="machine_uuid" type="s" direction="out"/>
    </method>
  </interface>`;

const properties = `
  <interface name="org.freedesktop.DBus.Properties">
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
    </signal>
  </interface>`;

/**
 * The XML of each path that exists: the agent's object and those above it.
 * @param interfaceXml the contract's own file, of which everything but the end is served as it stands.
 */
export function introspectionXml(interfaceXml: string): ReadonlyMap<string, string> {
  const end = interfaceXml.lastIndexOf('</node>');
  if (end === -1) throw new Error('internal error: the interface XML has no end');
  const own = `${interfaceXml.slice(0, end).trimEnd()}\n${properties}${introspectable}${peer}\n</node>\n`;
  return new Map([[objectPath, own], ...parents()]);
}

function parents(): [string, string][] {
  const names = objectPath.split('/').slice(1);
  return names.map((child, depth) => {
    const path = `/${names.slice(0, depth).join('/')}`;
    return [path, `${doctype}<node>${introspectable}${peer}\n  <node name="${child}"/>\n</node>\n`];
  });
}
