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
  heading('A host with one network card on a LAN');
  say(`The host and the LAN are network namespaces on this machine; bus, polkit and agent are the real programs.
A second machine on the LAN pings the host every millisecond, over IPv4 and IPv6.
The output of busctl is shown as tables. Meanwhile a guest boots: a real Linux in QEMU.`);
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
  // 143 is death by SIGTERM, which systemd counts as a clean exit, too (systemd.service(5): SuccessExitStatus).
  expectThat('the agent stops when told to', status === 0 || status === 143, `it exited with ${status}`);
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
