/** Red Hat's network-scripts as the network stack of a host. */
import type { NetworkBackend } from '../../interfaces/network-backend.ts';
import { scriptsFolder } from './files/boot-files.ts';
import { readerProblem, requireReader, unreadByService } from './boot-reader.ts';
import { claim } from './claim.ts';
import { planCreate } from './create.ts';
import { planDelete } from './delete.ts';
import { intentOf, portsOf, uplinkOf } from './intent.ts';
import { isConfigured } from './files/config.ts';
import { kernelForm } from './kernel-form.ts';
import { makesLink } from './makes-link.ts';
import { missingFileProblem } from './missing-file.ts';
import { readNetworkScripts } from './read.ts';
import { planRepair } from './repair.ts';
import { refuseRunningGuests } from './restart.ts';
import { verify } from './verify.ts';
import { zoneOf } from './zone.ts';

export const networkScripts: NetworkBackend<'network-scripts'> = {
  name: 'network-scripts',
  read: readNetworkScripts,
  claim,
  startsAtBoot: (state) => unreadByService(state) === undefined,
  isConfigured,
  nameOfConfiguration: (bridge) => `file 'ifcfg-${bridge}'`,
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
