/** Red Hat's network-scripts as the network stack of a host. */
import type { NetworkBackend } from '../../interfaces/network-backend.ts';
import { scriptsFolder } from './files/boot-files.ts';
import { readerProblem, requireReader, unreadByService } from './guards/boot-reader.ts';
import { claim } from './files/claim.ts';
import { planCreate } from './create.ts';
import { planDelete } from './delete.ts';
import { intentOf, portsOf, uplinkOf } from './contents/intent.ts';
import { isConfigured } from './files/config.ts';
import { kernelForm } from './addressing/kernel-form.ts';
import { makesLink } from './files/makes-link.ts';
import { missingFileProblem } from './guards/missing-file.ts';
import { readNetworkScripts } from './read.ts';
import { planRepair } from './repair.ts';
import { refuseRunningGuests } from './restart.ts';
import { verify } from './verify.ts';
import { zoneOf } from './files/zone.ts';

export const networkScripts: NetworkBackend<'network-scripts'> = {
  name: 'network-scripts',
  title: 'network-scripts',
  networkmanager: { auto: 'release', again: 'unchanged' },
  read: readNetworkScripts,
  claim,
  startsAtBoot: (state) => unreadByService(state) === undefined,
  isConfigured,
  nameOfConfiguration: (bridge) => `file 'ifcfg-${bridge}'`,
  startCommand: (bridge) => `ifup ${bridge}`,
  makesLink,
  uplinkOf,
  portsOf,
  adopts: true,
  intentOf,
  zoneOf,
  kernelForm,
  planCreate,
  planDelete,
  readerProblem: (device, state) => readerProblem(device, state) ?? missingFileProblem(device, state),
  requireReader,
  refuseRestart: refuseRunningGuests,
  verify,
  planRepair,
  writtenFolders: [scriptsFolder],
};
