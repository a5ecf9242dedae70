/** /etc/sysconfig/network for another device. */
import { editIfcfg } from '../../ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../../ifcfg/parse.ts';
import { valuesForDevice } from '../../ifcfg/device-values.ts';

/** GATEWAYDEV, IPV6_DEFAULTDEV and a zone in IPV6_DEFAULTGW, with `to` in place of device `from`; the same file where they don't name it. */
export function movedDefaults(defaults: IfcfgFile, from: string, to: string): IfcfgFile {
  const set = valuesForDevice(defaults, from, to);
  return set.size === 0 ? defaults : parseIfcfg(defaults.name, editIfcfg(defaults, { set }));
}
