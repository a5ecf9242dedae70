/** polkit's text agent, which asks for a password on a terminal (pkttyagent(1)). */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/**
 * Starts it for this process, as a fallback if the session may have an agent of its own. Resolves when polkit knows it.
 * @returns the function that ends it; undefined if it is not installed or cannot be registered.
 */
export async function startTextAgent(): Promise<(() => Promise<void>) | undefined> {
  // In our process group, or it could not read from the terminal.
  const args = ['--process', String(process.pid), ...((await hasSession()) ? ['--fallback'] : []), '--notify-fd', '3'];
  const child = spawn('pkttyagent', args, { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await Promise.race([isRegistered(child), ended]);
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return undefined;
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

/**
 * polkit finds a fallback agent only for a process in a logind session; outside one there is no other agent (polkit:
 * polkitbackendinteractiveauthority.c, get_authentication_agent_for_subject; user.slice: systemd.special(7)).
 */
async function hasSession(): Promise<boolean> {
  const groups = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  return groups.includes('/user.slice/');
}

/** pkttyagent closes its notify descriptor when it is registered. */
async function isRegistered(child: ChildProcess): Promise<void> {
  const notices = child.stdio[3] as Readable | undefined;
  notices?.resume();
  if (notices !== undefined) await once(notices, 'close');
}
