/** Who may write the interface's file again, for Verify's check `config-interface`. */
import type { CloudInit } from '../../model/cloud-init.ts';
import { warning, type Problem } from '../../model/finding.ts';
import type { HostFile } from '../../model/host-file.ts';
import { quoted } from '../../contract/quoted.ts';
import { writesNetwork } from './cloud-init.ts';
import { markOf } from './marks.ts';

/** Never throws. @param file the interface's; undefined where there is none. */
export function otherWriterProblems(file: HostFile | undefined, cloudInit: CloudInit | undefined): readonly Problem[] {
  return [...cloudInitProblems(cloudInit), ...markProblems(file, cloudInit)];
}

function cloudInitProblems(cloudInit: CloudInit | undefined): readonly Problem[] {
  if (cloudInit === undefined || !writesNetwork(cloudInit)) return [];
  const remedy = `write 'network: {config: disabled}' to a file in /etc/cloud/cloud.cfg.d whose name sorts last`;
  const message = 'cloud-init may write the network configuration again at a boot, without the bridge';
  return [warning(message, "cloud-init's network configuration off", 'on', remedy)];
}

function markProblems(file: HostFile | undefined, cloudInit: CloudInit | undefined): readonly Problem[] {
  const mark = file && markOf(file, cloudInit);
  if (file === undefined || mark === undefined) return [];
  const message = `${quoted(file.name)} was written by ${mark.writer}, which may write it again`;
  return [warning(message, 'no other writer', mark.writer, mark.advice)];
}
