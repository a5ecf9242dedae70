/** NetworkManager as the network stack of a host: it keeps what it has, and takes the bridge over. */
import type { NetworkBackend } from '../../interfaces/network-backend.ts';
import { planCreate } from './create.ts';
import { planDelete } from './delete.ts';
import { profileFolder } from './profiles/folders.ts';
import { intentOf, zoneOf } from './profiles/intent.ts';
import { bridgeProfile, claim } from './profiles/owner.ts';
import { kernelForm } from './profiles/kernel-form.ts';
import { readNetworkManagerConfig } from './read.ts';
import { portsOf, uplinkOf } from './profiles/ports.ts';
import { readerProblem, requireReader, startsAtBoot } from './guards/reader.ts';
import { planRepair } from './repair.ts';
import { startCommand } from './profiles/start-command.ts';
import { verify } from './verify.ts';

export const networkManager: NetworkBackend<'network-manager'> = {
  name: 'network-manager',
  title: 'NetworkManager',
  networkmanager: { auto: 'keep', again: 'keep' },
  ownClient: true,
  read: readNetworkManagerConfig,
  claim,
  startsAtBoot,
  isConfigured: (bridge, state) => bridgeProfile(bridge, state) !== undefined,
  nameOfConfiguration: (bridge) => `profile for '${bridge}'`,
  startCommand,
  uplinkOf,
  portsOf,
  adopts: true,
  intentOf,
  zoneOf,
  kernelForm,
  planCreate,
  planDelete,
  readerProblem,
  requireReader,
  // It activates one bridge and its port, and a bridge with guests is not deleted.
  refuseRestart: () => undefined,
  verify,
  planRepair,
  writtenFolders: [profileFolder],
};
