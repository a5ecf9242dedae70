/** What NetworkManager says of itself, as busctl(1) prints it; pure. Values that are not of the form are left out. */
import * as v from 'valibot';
import type {
  NetworkManagerActivation,
  NetworkManagerConfig,
  NetworkManagerDevice,
} from '../../../../model/network-config.ts';
import { parseBusctl } from '../../../../model/busctl-answer.ts';

const prefix = 'org.freedesktop.NetworkManager';
const managerPath = '/org/freedesktop/NetworkManager';

/** NMActivationStateFlags: NM_ACTIVATION_STATE_FLAG_EXTERNAL. */
const externalFlag = 0x80;

/** Each value of a dictionary of variants comes with its type. */
function valueOf<Schema extends v.GenericSchema>(schema: Schema) {
  return v.object({ data: schema });
}

const text = valueOf(v.string());
const number = valueOf(v.number());
const paths = valueOf(v.array(v.string()));

const deviceSchema = v.object({
  Interface: text,
  State: number,
  Managed: valueOf(v.boolean()),
  ActiveConnection: text,
  AvailableConnections: paths,
  Dhcp4Config: text,
  Dhcp6Config: text,
});

const activeSchema = v.object({
  Id: text,
  Uuid: text,
  Type: text,
  Devices: paths,
  StateFlags: number,
});

const settingsSchema = v.object({ Filename: text, Flags: number });
const leaseSchema = v.object({ Options: valueOf(v.record(v.string(), valueOf(v.unknown()))) });
const managerSchema = v.object({ Version: text });

const answerSchema = v.tuple([v.record(v.string(), v.record(v.string(), v.record(v.string(), v.unknown())))]);

/** A profile that NetworkManager has loaded. */
export interface LoadedProfile {
  /** Empty where no file has it. */
  readonly filename: string;
  /** NMSettingsConnectionFlags: 1 unsaved, 2 made by NetworkManager, 4 volatile, 8 external. */
  readonly flags: number;
}

export interface Answer extends Pick<NetworkManagerConfig, 'devices' | 'active'> {
  readonly version: string;
  readonly loaded: readonly LoadedProfile[];
}

/** Undefined where the text is no answer of NetworkManager's. */
export function parseAnswer(printed: string): Answer | undefined {
  const objects = v.safeParse(answerSchema, parseBusctl(printed));
  if (!objects.success) return undefined;
  const [all] = objects.output;
  const manager = v.safeParse(managerSchema, all[managerPath]?.[prefix]);
  if (!manager.success) return undefined;
  return {
    version: manager.output.Version.data,
    devices: devicesOf(all),
    active: activationsOf(all),
    loaded: each(all, `${prefix}.Settings.Connection`, settingsSchema).map(([, { Filename, Flags }]) => ({
      filename: Filename.data,
      flags: Flags.data,
    })),
  };
}

type Objects = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** All objects with this interface, whose properties have the form. */
function each<Schema extends v.GenericSchema>(
  objects: Objects,
  name: string,
  schema: Schema,
): readonly (readonly [string, v.InferOutput<Schema>])[] {
  return Object.entries(objects).flatMap(([path, interfaces]) => {
    const found = v.safeParse(schema, interfaces[name]);
    return found.success ? [[path, found.output] as const] : [];
  });
}

function devicesOf(objects: Objects): Readonly<Record<string, NetworkManagerDevice>> {
  const active = new Map(each(objects, `${prefix}.Connection.Active`, activeSchema));
  const files = new Map(
    each(objects, `${prefix}.Settings.Connection`, settingsSchema).map(([path, { Filename }]) => [path, Filename.data]),
  );
  const devices = each(objects, `${prefix}.Device`, deviceSchema).map(([, device]) => {
    const own = active.get(device.ActiveConnection.data);
    return [
      device.Interface.data,
      {
        state: device.State.data,
        managed: device.Managed.data,
        external: own !== undefined && isExternal(own.StateFlags.data),
        active: own?.Uuid.data,
        available: device.AvailableConnections.data.flatMap((path) => files.get(path) ?? []),
        dhcp4: leaseOf(objects, device.Dhcp4Config.data, 'DHCP4Config'),
        dhcp6: leaseOf(objects, device.Dhcp6Config.data, 'DHCP6Config'),
      },
    ] as const;
  });
  return Object.fromEntries(devices);
}

function activationsOf(objects: Objects): readonly NetworkManagerActivation[] {
  const names = new Map(
    each(objects, `${prefix}.Device`, deviceSchema).map(([path, { Interface }]) => [path, Interface.data]),
  );
  return each(objects, `${prefix}.Connection.Active`, activeSchema).map(([, one]) => ({
    uuid: one.Uuid.data,
    id: one.Id.data,
    type: one.Type.data,
    external: isExternal(one.StateFlags.data),
    devices: one.Devices.data.flatMap((path) => names.get(path) ?? []),
  }));
}

function isExternal(flags: number): boolean {
  return (flags & externalFlag) !== 0;
}

function leaseOf(objects: Objects, path: string, name: string): Readonly<Record<string, string>> {
  const found = v.safeParse(leaseSchema, objects[path]?.[`${prefix}.${name}`]);
  if (!found.success) return {};
  const options = Object.entries(found.output.Options.data).map(([key, { data }]) => [key, data] as const);
  return Object.fromEntries(options.filter((option): option is [string, string] => typeof option[1] === 'string'));
}
