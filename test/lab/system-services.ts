/** The laboratory's own D-Bus daemon and polkit, the stock ones. */
import { eventually } from './eventually.ts';
import type { Laboratory } from './laboratory.ts';
import type { ServiceProcess } from './service-process.ts';

const busDaemon = ['dbus-daemon', '--config-file=/usr/share/dbus-1/system.conf', '--nofork', '--nopidfile'];

/** Returns when it listens; its socket is the standard one, because polkit's setuid helper knows no other. */
export async function startBus(laboratory: Laboratory): Promise<ServiceProcess> {
  await laboratory.run('console', ['rm', '-f', '/run/dbus/system_bus_socket']);
  const bus = await laboratory.spawn('console', [...busDaemon, '--nosyslog', '--print-address']);
  await eventually('the bus listens', () => saidOrEnded(bus, 'unix:path='));
  return bus;
}

/** Returns when it has its name on the bus. */
export async function startPolkit(laboratory: Laboratory): Promise<ServiceProcess> {
  const polkit = await laboratory.spawn('console', ['/usr/lib/polkit-1/polkitd']);
  await eventually('polkit is on the bus', () => saidOrEnded(polkit, 'Acquired the name'));
  return polkit;
}

function saidOrEnded(service: ServiceProcess, words: string): boolean {
  if (!service.running) throw new Error(`it ended:\n${service.log()}`);
  return service.log().includes(words);
}
