// Installs the program that `npm run build` made, and the files for D-Bus, polkit, systemd, man and bash.
//
// usage: node scripts/install-system.mjs      as root, on this host
//        DESTDIR=/tmp/tree node scripts/install-system.mjs   into a folder, for a package or a test
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('..', import.meta.url));
const destination = process.env.DESTDIR ?? '';
const program = '/usr/lib/bridgehead';
const units = '/usr/lib/systemd/system';
/** Of Node, for the agent; its start script says why. */
const flags = ['--jitless', '--no-expose-wasm', '--disable-proto=delete', '--optimize-for-size'];
const ofCache = { encoding: 'utf8', timeout: 60_000 };

/** From, to, and the mode if it isn't 0644. */
const files = [
  ['src/contract/io.bridgehead.Agent1.xml', '/usr/share/dbus-1/interfaces/io.bridgehead.Agent1.xml'],
  ['policy/io.bridgehead.Agent1.conf', '/usr/share/dbus-1/system.d/io.bridgehead.Agent1.conf'],
  ['systemd/io.bridgehead.Agent1.service', '/usr/share/dbus-1/system-services/io.bridgehead.Agent1.service'],
  ['policy/io.bridgehead.agent1.policy', '/usr/share/polkit-1/actions/io.bridgehead.agent1.policy'],
  ['systemd/bridgehead.service', `${units}/bridgehead.service`],
  ['systemd/bridgehead-recover.service', `${units}/bridgehead-recover.service`],
  // Not in /usr/lib: process 1 may run nothing there where SELinux is enforcing (lib_t); here it may (bin_t).
  ['systemd/recover', '/usr/libexec/bridgehead/recover', 0o755],
  ['man/bridgeheadd.8', '/usr/share/man/man8/bridgeheadd.8'],
  ['man/bridgehead.1', '/usr/share/man/man1/bridgehead.1'],
  ['man/ja/bridgehead.1', '/usr/share/man/ja/man1/bridgehead.1'],
  ['scripts/completion/bridgehead.bash', '/usr/share/bash-completion/completions/bridgehead'],
  ['LICENSE', '/usr/share/doc/bridgehead/LICENSE'],
];

process.umask(0o022);
try {
  install();
} catch (error) {
  console.error(`install-system: ${error.message}`);
  process.exitCode = 1;
}

function install() {
  const node = serviceableNode();
  requireBuilt();
  installProgram(node);
  for (const [from, to, mode] of files) installFile(join(top, from), to, mode);
  writeFile('/usr/sbin/bridgeheadd', startScript(node), 0o755);
  writeFile('/usr/bin/bridgehead', clientScript(node), 0o755);
  // Always part of the boot, without `systemctl enable`: an interrupted change must be undone.
  link('../bridgehead-recover.service', `${units}/sysinit.target.wants/bridgehead-recover.service`);
  if (destination === '') tellServices();
}

/** The unit hides home directories, so a node installed there would never start. */
function serviceableNode() {
  if (!/^\/(home|root|run)\//.test(process.execPath)) return process.execPath;
  throw new Error(`the service cannot see '${process.execPath}'; install node in /usr and run this with it`);
}

function requireBuilt() {
  if (fs.existsSync(join(top, 'dist/agent.js'))) return;
  throw new Error("there is no 'dist/agent.js'; run 'npm run build' first");
}

/** The new folder replaces the old one by two renames, so that a running program never sees a mixture. */
function installProgram(node) {
  const [fresh, old] = [`${program}.new~`, `${program}.old~`];
  for (const leftover of [fresh, old]) fs.rmSync(place(leftover), { recursive: true, force: true });
  copyTree(join(top, 'dist'), `${fresh}/dist`);
  installFile(join(top, 'package.json'), `${fresh}/package.json`, 0o644, () => {});
  writeCache(node, place(`${fresh}/dist`));
  if (fs.existsSync(place(program))) fs.renameSync(place(program), place(old));
  fs.renameSync(place(fresh), place(program));
  fs.rmSync(place(old), { recursive: true, force: true });
  say(program);
}

/** Without it the agent starts all the same, only later. */
function writeCache(node, folder) {
  const words = [node, ...flags, join(top, 'scripts/start-cache/write.mjs'), folder];
  if (writeCacheOnHost(words)) return;
  const { status, stderr } = spawnSync(words[0], words.slice(1), ofCache);
  if (status !== 0)
    console.error(`install-system: the agent will start later, for its cache cannot be made: ${stderr}`);
}

/** Where there may be a host for it (unshare(1)), the cache has what the first calls need, too. @returns whether it did. */
function writeCacheOnHost(words) {
  const root = fs.mkdtempSync(join(tmpdir(), 'bridgehead-cache-'));
  try {
    const host = ['--net', '--mount', 'sh', join(top, 'scripts/start-cache/host.sh'), root];
    return spawnSync('unshare', [...host, ...words, root], ofCache).status === 0;
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

function copyTree(from, to) {
  fs.mkdirSync(place(to), { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory()) copyTree(source, target);
    if (entry.isFile()) installFile(source, target, 0o644, () => {});
  }
}

function startScript(node) {
  return `#!/bin/sh
# Bridgehead's agent, see bridgeheadd(8). --jitless: no memory is both writable and executable. --disable-proto: no code
# needs __proto__. --optimize-for-size, and one heap for all threads (mallopt(3)): a daemon that waits should hold little memory.
export MALLOC_ARENA_MAX=1
exec ${node} ${flags.join(' ')} ${program}/dist/start.cjs "$@"
`;
}

function clientScript(node) {
  return `#!/bin/sh
# Bridgehead's client, see bridgehead(1).
exec ${node} --disable-proto=delete ${program}/dist/cli.js "$@"
`;
}

function installFile(from, to, mode = 0o644, announce = say) {
  writeFile(to, fs.readFileSync(from), mode, announce);
}

/** By a rename, so that no program ever reads half a file. */
function writeFile(to, content, mode, announce = say) {
  const temporary = `${place(to)}.new~`;
  fs.mkdirSync(dirname(temporary), { recursive: true });
  fs.writeFileSync(temporary, content);
  fs.chmodSync(temporary, mode);
  fs.renameSync(temporary, place(to));
  announce(to);
}

function link(target, path) {
  fs.mkdirSync(dirname(place(path)), { recursive: true });
  fs.rmSync(place(path), { force: true });
  fs.symlinkSync(target, place(path));
  say(path);
}

/** Makes systemd and the bus read the new files. polkit watches its folder; so does the bus, but without saying when it is done. */
function tellServices() {
  if (!fs.existsSync('/run/systemd/system')) return;
  run('systemctl', ['daemon-reload']);
  run('busctl', ['call', 'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig']);
  run('systemctl', ['try-restart', 'bridgehead.service']);
}

function run(command, args) {
  execFileSync(command, args, { stdio: 'inherit' });
  console.log(`ran ${command} ${args.join(' ')}`);
}

function place(path) {
  return `${destination}${path}`;
}

function say(path) {
  console.log(`installed ${place(path)}`);
}
