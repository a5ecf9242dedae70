/** A shell on the host of a laboratory, with the agent on the bus: `node --import tsx test/lab/shell.ts`, as root. */
import { spawnSync } from 'node:child_process';
import { Laboratory } from './laboratory.ts';
import { plainEnvironment } from './place.ts';

const laboratory = await Laboratory.start();
try {
  const agent = await laboratory.startAgent();
  console.log(`The host's files are below ${laboratory.root}. Leave the shell, and all of it is gone.`);
  const where = ['--target', String(agent.pid), '--pid', '--mount', '--net'];
  const env = { ...plainEnvironment, TERM: process.env.TERM ?? 'dumb', PS1: 'laboratory# ' };
  spawnSync('nsenter', [...where, '--', 'bash', '--norc'], { stdio: 'inherit', env });
} finally {
  await laboratory.stop();
}
