import assert from 'node:assert/strict';
import { createAuthorizer, type AuthorizationRequest } from '../../../src/authorization/authorize.ts';
import { BusCallError, type BusCall, type BusCallOptions } from '../../../src/model/bus-call.ts';
import { methods, type MethodName } from '../../../src/contract/methods.ts';
import { variant, type BusValue } from '../../../src/model/bus-value.ts';
import type { Authorisation } from '../../../src/model/transaction.ts';

type Polkit = (call: BusCall, options: BusCallOptions) => Promise<readonly BusValue[]>;

const request: AuthorizationRequest = {
  method: 'CreateBridge',
  sender: ':1.2',
  uid: 1000,
  interactive: false,
  details: { bridge: 'br0', interface: 'eth0' },
  signal: new AbortController().signal,
};
const yes = [[true, false, new Map()]];
const no = [[false, false, new Map()]];
const challenge = [[false, true, new Map()]];
const dbus = 'org.freedesktop.DBus.Error.';

describe('authorisation', () => {
  let asked: { call: BusCall; options: BusCallOptions }[];
  let notified: BusCall[];
  let reported: string[];

  beforeEach(() => {
    asked = [];
    notified = [];
    reported = [];
  });

  function authorizer(polkit: Polkit): ReturnType<typeof createAuthorizer> {
    const bus = {
      call: (call: BusCall, options: BusCallOptions) => {
        asked.push({ call, options });
        return polkit(call, options);
      },
      notify: (call: BusCall) => void notified.push(call),
    };
    return createAuthorizer(bus, (reason) => reported.push(reason));
  }

  function ask(polkit: Polkit, changes: Partial<AuthorizationRequest> = {}): Promise<Authorisation> {
    return authorizer(polkit).authorize({ ...request, ...changes });
  }

  function flagsOf({ call }: { call: BusCall }): BusValue | undefined {
    return call.body[3];
  }

  it('asks polkit about the sender, with fixed details', async () => {
    await ask(() => Promise.resolve(yes));
    assert.equal(asked.length, 1);
    const { member, signature, body } = asked[0]?.call ?? assert.fail();
    const details = { method: 'CreateBridge', bridge: 'br0', interface: 'eth0' };
    assert.deepEqual([member, signature], ['CheckAuthorization', '(sa{sv})sa{ss}us']);
    assert.deepEqual(body.slice(0, 4), [
      ['system-bus-name', new Map([['name', variant('s', ':1.2')]])],
      'io.bridgehead.agent1.create-bridge',
      new Map(Object.entries(details)),
      0,
    ]);
  });

  it('asks for the action of each method', async () => {
    const { authorize } = authorizer(() => Promise.resolve(yes));
    for (const method of Object.keys(methods) as MethodName[]) await authorize({ ...request, method });
    const actions = Object.values(methods).map(({ action }) => `io.bridgehead.agent1.${action}`);
    assert.deepEqual(
      asked.map(({ call }) => call.body[1]),
      actions,
    );
  });

  it('denies a method without an action', async () => {
    for (const method of ['Destroy', 'constructor', '__proto__'] as unknown as MethodName[])
      await assert.rejects(
        ask(() => Promise.resolve(yes), { method, uid: 0 }),
        { code: 'NotAuthorized' },
      );
    assert.equal(asked.length, 0);
  });

  it('allows a prompt only if the caller does, and only after polkit requires one', async () => {
    const polkit: Polkit = ({ body }) => Promise.resolve(body[3] === 1 ? yes : challenge);
    await ask(polkit, { interactive: true });
    assert.deepEqual(asked.map(flagsOf), [0, 1]);
    assert.deepEqual(
      asked.map(({ options }) => options.timeout),
      [10_000, 120_000],
    );
    asked = [];
    await assert.rejects(ask(polkit), { code: 'InteractiveAuthorizationRequired' });
    assert.deepEqual(asked.map(flagsOf), [0]);
  });

  it('says why the caller was allowed', async () => {
    const kept = [[true, false, new Map([['polkit.temporary_authorization_id', 'tmpauthz3']])]];
    const absentPolkit: Polkit = () => Promise.reject(new BusCallError(`${dbus}ServiceUnknown`, 'x'));
    assert.equal(await ask(() => Promise.resolve(yes)), 'polkit');
    assert.equal(await ask(() => Promise.resolve(kept)), 'remembered');
    const afterPrompt: Polkit = ({ body }) => Promise.resolve(body[3] === 1 ? kept : challenge);
    assert.equal(await ask(afterPrompt, { interactive: true }), 'password');
    assert.equal(await ask(absentPolkit, { uid: 0 }), 'root');
  });

  const answers: Readonly<Record<string, readonly BusValue[]>> = {
    no: no,
    'a challenge when no one can be prompted': challenge,
    nothing: [],
    'a text': ['yes'],
    'a struct of texts': [['true', 'false', new Map()]],
    'a number': [[1, 0, new Map()]],
    'an empty struct': [[]],
  };
  for (const [what, answer] of Object.entries(answers)) {
    it(`treats ${what} as a denial, for root too`, async () => {
      for (const uid of [0, 1000]) {
        const denied = ask(() => Promise.resolve(answer), { uid, interactive: true });
        await assert.rejects(denied, { code: 'NotAuthorized' });
      }
    });
  }

  const errors = [
    `${dbus}AccessDenied`,
    `${dbus}NoReply`,
    `${dbus}LimitsExceeded`,
    'org.freedesktop.PolicyKit1.Error.Failed',
    undefined,
  ];
  for (const name of errors) {
    it(`treats the error ${name ?? 'of no answer'} as a denial, for root too`, async () => {
      for (const uid of [0, 1000]) {
        const denied = ask(() => Promise.reject(new BusCallError(name, 'x')), { uid });
        await assert.rejects(denied, { code: 'NotAuthorized' });
      }
      assert.deepEqual(reported, []);
    });
  }

  it('treats a failure without a bus error as a denial', async () => {
    await assert.rejects(
      ask(() => Promise.reject(new TypeError('x')), { uid: 0 }),
      { code: 'NotAuthorized' },
    );
  });

  const absent = ['ServiceUnknown', 'NameHasNoOwner', 'Spawn.ExecFailed', 'Spawn.ServiceNotFound'].map(
    (name) => dbus + name,
  );
  for (const name of [...absent, 'org.freedesktop.systemd1.UnitMasked']) {
    it(`lets root alone act while polkit is absent: ${name}`, async () => {
      const polkit: Polkit = () => Promise.reject(new BusCallError(name, 'polkit is not there'));
      await ask(polkit, { uid: 0 });
      await assert.rejects(ask(polkit, { uid: 1000 }), { code: 'NotAuthorized' });
      assert.deepEqual(reported, ['polkit is not there']);
    });
  }

  it('cancels the question when no answer comes', async () => {
    await assert.rejects(
      ask(() => Promise.reject(new BusCallError(undefined, 'too late'))),
      { code: 'NotAuthorized' },
    );
    const cancellation = asked[0]?.call.body[4];
    assert.match(cancellation as string, /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      notified.map(({ member, body }) => [member, body]),
      [['CancelCheckAuthorization', [cancellation]]],
    );
  });

  it('does not cancel an answered question', async () => {
    await assert.rejects(ask(() => Promise.reject(new BusCallError(`${dbus}AccessDenied`, 'x'))));
    assert.deepEqual(notified, []);
  });

  it('limits each user to four open prompts, independently of other users', async () => {
    const open: (() => void)[] = [];
    const { authorize } = authorizer(({ body }) =>
      body[3] === 1 ? new Promise((resolve) => open.push(() => resolve(yes))) : Promise.resolve(challenge),
    );
    const prompt = (uid: number): Promise<Authorisation> => authorize({ ...request, interactive: true, uid });
    const first = Array.from({ length: 4 }, () => prompt(1000));
    await assert.rejects(prompt(1000), { code: 'LimitsExceeded' });
    const other = prompt(1001);
    while (open.length < 5) await new Promise((resolve) => setImmediate(resolve));
    for (const answer of open.splice(0)) answer();
    await Promise.all([...first, other]);
    const again = prompt(1000);
    while (open.length < 1) await new Promise((resolve) => setImmediate(resolve));
    open[0]?.();
    await again;
  });

  it('limits all users together to 32 open prompts', async () => {
    const { authorize } = authorizer(({ body }) =>
      body[3] === 1 ? new Promise(() => undefined) : Promise.resolve(challenge),
    );
    for (let index = 0; index < 32; index += 1)
      void authorize({ ...request, interactive: true, uid: 1000 + Math.floor(index / 4) });
    await assert.rejects(authorize({ ...request, interactive: true, uid: 2000 }), { code: 'LimitsExceeded' });
  });
});
