// Writes agent-code.cache, with which the agent starts faster and answers its first calls faster (src/start.cjs): V8 keeps what it
// compiled of the code that ran. So the agent runs here, on a bus that is made for it and in an empty folder: until it has its name, and
// where host.sh made a host for it, through the calls that are made most.
//
// usage: node FLAGS scripts/start-cache/write.mjs FOLDER [ROOT]
//   FOLDER has start.cjs; the flags are those that the agent will have. ROOT has the files of the host, if there is one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openBus } from './bus.mjs';

/** Method, signature and arguments, the last of which are no options. */
const calls = [
  ['ListInterfaces', '', []],
  ['CreateBridge', 'ssa{sv}', ['br0', 'eth0', []]],
  ['ListBridges', '', []],
  ['Verify', 'sa{sv}', ['br0', []]],
  ['ListTransactions', '', []],
  ['DeleteBridge', 'sa{sv}', ['br0', []]],
];

const [folder, root] = process.argv.slice(2).map((path) => resolve(path));
const work = mkdtempSync(join(tmpdir(), 'bridgehead-cache-'));
mkdirSync(join(work, 'root'));
process.env.DBUS_SYSTEM_BUS_ADDRESS = `unix:path=${join(work, 'bus')}`;
process.argv.splice(2, process.argv.length, '--root', root ?? join(work, 'root'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const bus = await openBus(join(work, 'bus'));
const script = createRequire(import.meta.url)(join(folder, 'start.cjs'));
await bus.named;
// Then it has started.
await bus.call({ interface: 'org.freedesktop.DBus.Peer', member: 'Ping', signature: '', body: [] });
// A call that fails has run all the same.
for (const [member, signature, body] of root === undefined ? [] : calls)
  await bus.call({ interface: 'io.bridgehead.Agent1', member, signature, body });
writeFileSync(join(folder, 'agent-code.cache'), script.createCachedData());
process.exit();
