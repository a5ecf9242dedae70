import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import { actions } from '../../src/contract/methods.ts';
import { actionPrefix, agentInterface, busName, objectPath } from '../../src/contract/names.ts';
import { Laboratory } from '../lab/laboratory.ts';
import { waitForName } from '../lab/wait-for-name.ts';

const policyFolder = new URL('../../policy/', import.meta.url);
const polkitPolicy = fileURLToPath(new URL('io.bridgehead.agent1.policy', policyFolder));
const busPolicy = fileURLToPath(new URL('io.bridgehead.Agent1.conf', policyFolder));

const always = ['auth_admin', 'auth_admin', 'auth_admin'];
const keepsAtTheConsole = ['auth_admin', 'auth_admin', 'auth_admin_keep'];

/** For any process, for an inactive session, and for the active one. */
const defaults: Readonly<Record<(typeof actions)[number], readonly string[]>> = {
  'create-bridge': always,
  'delete-bridge': always,
  'attach-guest': keepsAtTheConsole,
  'detach-guest': keepsAtTheConsole,
  'set-bridged-traffic': always,
  'repair-bridge': always,
  confirm: always,
  rollback: always,
  inspect: ['yes', 'yes', 'yes'],
  'read-transaction': keepsAtTheConsole,
};

describe('the polkit policy', () => {
  let lab: Laboratory;

  before(async () => {
    lab = await Laboratory.start();
  });

  after(async () => {
    await lab.stop();
  });

  it('is valid by the DTD of polkit', () => {
    const dtd = '/usr/share/polkit-1/policyconfig-1.dtd';
    const { stderr, status } = spawnSync('xmllint', ['--noout', '--dtdvalid', dtd, polkitPolicy], { encoding: 'utf8' });
    assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  });

  it('has exactly the actions of the contract', async () => {
    const { stdout } = await lab.hostOk(['pkaction']);
    const found = stdout.split('\n').filter((line) => line.startsWith(actionPrefix));
    assert.deepEqual(found.sort(), actions.map((action) => `${actionPrefix}${action}`).sort());
  });

  for (const action of actions) {
    it(`gives ${action} the expected defaults, as polkitd reads them`, async () => {
      const shown = await describeAction(lab, action);
      const read = ['implicit any', 'implicit inactive', 'implicit active'].map((key) => shown.get(key));
      assert.deepEqual(read, defaults[action]);
    });

    it(`explains ${action} in English and in Japanese`, async () => {
      const english = await textsOf(lab, action, 'en_GB.UTF-8');
      const japanese = await textsOf(lab, action, 'ja_JP.UTF-8');
      assert.match(english.message, /^Authentication is required to [ -~]+[^.]$/);
      assert.match(japanese.message, /[ぁ-んァ-ン一-龠].*には認証が必要です$/);
      assert.match(japanese.description, /[ぁ-んァ-ン一-龠]/);
      assert.deepEqual(variablesIn(japanese.message), variablesIn(english.message));
    });
  }

  it('uses no variables except names that the agent has validated', () => {
    const used = new Set(variablesIn(readFileSync(polkitPolicy, 'utf8').replace(/<!--.*?-->/gs, '')));
    assert.deepEqual([...used].sort(), ['bridge', 'interface']);
  });
});

describe('the bus policy', () => {
  let lab: Laboratory;

  before(async () => {
    lab = await Laboratory.start();
  });

  after(async () => {
    await lab.stop();
  });

  it('names the destination in every rule about sending', () => {
    for (const rule of rules()) {
      const sends = Object.keys(rule.attributes).some((name) => name.startsWith('send_'));
      if (sends) assert.equal(rule.attributes.send_destination, busName, JSON.stringify(rule));
      else assert.deepEqual(rule.attributes, { own: busName });
    }
  });

  it('has no attribute that allows more than talking to the agent', () => {
    const known = ['own', 'send_destination', 'send_interface', 'send_member', 'send_type'];
    for (const rule of rules()) {
      for (const name of Object.keys(rule.attributes)) assert.ok(known.includes(name), name);
    }
  });

  it('lets only root own the name', async () => {
    assert.deepEqual(
      rules()
        .filter(({ verb, attributes }) => verb === 'allow' && 'own' in attributes)
        .map(({ policy }) => policy),
      [{ user: 'root' }],
    );
    const refused = await requestName(lab, 'plainuser');
    assert.ok(!refused.ok && refused.errorName === 'org.freedesktop.DBus.Error.AccessDenied');
    assert.deepEqual(await requestName(lab, 'root'), { ok: true, reply: [1] });
  });

  it('lets everyone call the methods, introspect and read properties, and nothing else', async () => {
    const owner = await lab.spawn('host', ['python3', '-c', standIn]);
    await lab.hostOk(waitForName(busName));
    const properties = 'org.freedesktop.DBus.Properties';
    for (const [user, destination, member, allowed] of [
      ['plainuser', agentInterface, 'ListBridges', true],
      ['plainuser', agentInterface, 'CreateBridge', true],
      ['plainuser', 'org.freedesktop.DBus.Introspectable', 'Introspect', true],
      ['plainuser', 'org.freedesktop.DBus.Peer', 'Ping', true],
      ['plainuser', properties, 'Get', true],
      ['plainuser', properties, 'GetAll', true],
      ['plainuser', properties, 'Set', false],
      ['plainuser', 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects', false],
      ['plainuser', 'io.bridgehead.Other1', 'ListBridges', false],
      ['plainuser', '', 'ListBridges', false],
      ['operator1', properties, 'Set', false],
      ['root', properties, 'Set', true],
      ['root', '', 'ListBridges', true],
    ] as const) {
      const { stdout } = await lab.hostOk(['python3', '-c', caller, destination, member], { user });
      assert.equal(
        stdout.trim() !== 'org.freedesktop.DBus.Error.AccessDenied',
        allowed,
        `${user} ${destination} ${member}: ${stdout}`,
      );
    }
    await owner.stop();
  });
});

/** Owns the name and only replies with errors, which shows what gets through. */
const standIn = `
import dbus, dbus.mainloop.glib
from gi.repository import GLib
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
bus.request_name('${busName}')
GLib.MainLoop().run()
`;

/** Sends one call, without an interface if that is empty, and prints the name of the resulting error, if any. */
const caller = `
import sys, dbus, dbus.lowlevel
bus = dbus.SystemBus()
call = dbus.lowlevel.MethodCallMessage('${busName}', '${objectPath}', sys.argv[1] or None, sys.argv[2])
try:
    bus.send_message_with_reply_and_block(call, 120)
    print('answered')
except dbus.DBusException as error:
    print(error.get_dbus_name())
`;

interface Rule {
  readonly policy: Readonly<Record<string, string>>;
  readonly verb: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Node = Readonly<Record<string, unknown>>;

/** The rules in the order in which the bus reads them. */
function rules(): Rule[] {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', preserveOrder: true });
  const document = parser.parse(readFileSync(busPolicy, 'utf8')) as Node[];
  const config = document.find((node) => 'busconfig' in node)?.busconfig as Node[];
  return config.flatMap((node) =>
    (node.policy as Node[]).map((rule) => ({
      policy: node[':@'] as Rule['policy'],
      verb: Object.keys(rule).find((key) => key !== ':@') ?? '',
      attributes: rule[':@'] as Rule['attributes'],
    })),
  );
}

/** What pkaction(1) prints of an action: `implicit any:      auth_admin`. */
async function describeAction(lab: Laboratory, action: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await lab.hostOk(['pkaction', '--verbose', '--action-id', `${actionPrefix}${action}`]);
  return new Map([...stdout.matchAll(/^ +([a-z ]+): +(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** The prompt in that language, from polkitd itself: pkaction knows only this machine's languages. */
async function textsOf(lab: Laboratory, action: string, language: string) {
  const polkit = [
    'org.freedesktop.PolicyKit1',
    '/org/freedesktop/PolicyKit1/Authority',
    'org.freedesktop.PolicyKit1.Authority',
  ];
  const answer = await lab.busctl([...polkit, 'EnumerateActions', 's', language]);
  assert.ok(answer.ok);
  const all = answer.reply[0] as readonly (readonly string[])[];
  const [, description = '', message = ''] = all.find(([id]) => id === `${actionPrefix}${action}`) ?? [];
  return { description, message };
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\(([^)]*)\)/g)].map((match) => match[1] ?? '');
}

function requestName(lab: Laboratory, user: string): ReturnType<Laboratory['busctl']> {
  const driver = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'];
  return lab.busctl([...driver, 'RequestName', 'su', busName, '4'], { user });
}
