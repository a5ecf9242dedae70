import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { busName } from '../../src/contract/names.ts';
import { Laboratory } from '../lab/laboratory.ts';

const agent = fileURLToPath(new URL('../../dist/agent.js', import.meta.url));
const client = [
  process.execPath,
  '--import',
  import.meta.resolve('tsx'),
  fileURLToPath(new URL('idle-client.ts', import.meta.url)),
];

describe('an agent that leaves when it is idle', () => {
  let laboratory: Laboratory;

  before('a bus that starts the agent', async () => {
    laboratory = await Laboratory.start();
    const words = [process.execPath, agent, '--root', laboratory.root, '--idle-exit', '1'];
    const service = `[D-BUS Service]\nName=${busName}\nUser=root\nExec=${words.join(' ')}\n`;
    await writeFile(join(laboratory.root, '../etc/bus-services', `${busName}.service`), service);
    await laboratory.hostOk(['busctl', 'call', 'org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ReloadConfig']);
  });

  after('it ends', () => laboratory.stop());

  it('answers each call of a caller who never pauses for long, itself or by its successor', async () => {
    const { stdout } = await laboratory.hostOk([...client, '4'], { timeoutMs: 240_000 });
    const { answered, errors } = JSON.parse(stdout) as { answered: number; errors: string[] };
    assert.deepEqual(errors, []);
    assert.ok(answered > 0);
  });
});
