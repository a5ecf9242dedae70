/** The whole story of a bridge and a guest on a live host, told through busctl while the LAN counts every packet. */
import { Laboratory } from '../lab/laboratory.ts';
import { printBalances } from './lan.ts';
import { disappointed, expectThat, heading, say } from './print.ts';
import { showAddresses } from './picture.ts';
import { attachGuest, moveGuest, startGuest, type Guest } from './guest.ts';
import { startLibvirt } from '../lab/guests/libvirt.ts';
import { afterwards, breakAndRepair, create, lookFirst, removeAgain, typingError, whoMay } from './chapters.ts';

const lab = await Laboratory.start();
try {
  heading('A host with one card on a LAN');
  say(`The host and the LAN are network namespaces of this machine; bus, polkit and agent are the real programs.
A second machine on the LAN asks the host for an echo every millisecond, in both families.
What busctl prints is shown as tables. A guest boots meanwhile: a Linux of its own in QEMU.`);
  const libvirt = await startLibvirt(lab);
  const kernel = await lab.snapshotKernel();
  const guest = await startGuest(libvirt);
  await showAddresses(lab);
  const agent = await lab.startAgent();
  await tell(kernel, guest).catch((error: unknown) => {
    say(`\nThe agent's log:\n${agent.log()}`);
    throw error;
  });
  const status = await agent.stop();
  // 143: by the SIGTERM itself, which systemd takes for a clean end as well (systemd.service(5): SuccessExitStatus).
  expectThat('the agent ends when it is told to', status === 0 || status === 143, `it ended with ${status}`);
} finally {
  await lab.stop();
}

async function tell(kernel: string, guest: Guest): Promise<void> {
  const file = await lab.readFile('/etc/sysconfig/network-scripts/ifcfg-eth0');
  await whoMay(lab);
  await lookFirst(lab);
  await create(lab);
  await breakAndRepair(lab);
  await moveGuest(lab, guest);
  await attachGuest(lab, guest);
  await removeAgain(lab);
  await afterwards(lab, kernel, file);
  await typingError(lab);
  await afterwards(lab, kernel, file);
  heading('Packet balance');
  printBalances();
}

const wrong = disappointed();
say(wrong.length === 0 ? '\nAll as expected.' : `\nNot as expected:\n- ${wrong.join('\n- ')}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
