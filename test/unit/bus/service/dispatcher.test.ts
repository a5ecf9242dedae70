import assert from 'node:assert/strict';
import type { AuthorizationRequest } from '../../../../src/authorization/authorize.ts';
import type { Agent } from '../../../../src/bus/service/dispatcher.ts';
import { AgentError } from '../../../../src/contract/errors.ts';
import { methods, type MethodName } from '../../../../src/contract/methods.ts';
import { variant, variantMap, type BusValue } from '../../../../src/model/bus-value.ts';
import type { Authorisation } from '../../../../src/model/transaction.ts';
import type { CallContext, Operation, Operations } from '../../../../src/operations/shared/operation.ts';
import { RecordingBus } from './recording-bus.ts';
import { serveOn } from './serve-on.ts';

const standard = 'org.freedesktop.DBus';
const createBridge = ['br0', 'eth0', new Map()] as const;

describe('the dispatcher', () => {
  let bus: RecordingBus;
  let agent: Agent;
  let lines: string;
  /** What was done, in order. */
  let done: string[];
  let authorize: (request: AuthorizationRequest) => Promise<Authorisation>;
  let run: (call: CallContext) => Promise<readonly BusValue[]>;
  let operations: Record<MethodName, Operation>;

  beforeEach(() => {
    bus = new RecordingBus();
    lines = '';
    done = [];
    authorize = () => Promise.resolve('polkit');
    run = () => Promise.resolve([variantMap({})]);
    operations = Object.fromEntries(Object.keys(methods).map((method) => [method, operation(method)])) as Operations;
    const authorizer = {
      authorize: (request: AuthorizationRequest) => {
        done.push(`authorize ${request.method}`);
        return authorize(request);
      },
    };
    agent = serveOn(bus, operations, authorizer, (line) => (lines += line));
  });

  function operation(method: string): Operation {
    return {
      parse: (args) => (done.push(`parse ${method}`), args),
      details: () => ({ bridge: 'br0' }),
      run: (_request, call) => (done.push(`run ${method}`), run(call)),
    };
  }

  function error(code: string): string {
    return `${standard}.Error.${code}`;
  }

  function create(call: Parameters<RecordingBus['receive']>[0] = {}): ReturnType<RecordingBus['receive']> {
    return bus.receive({ member: 'CreateBridge', ...call }, 'ssa{sv}', createBridge);
  }

  it('parses, then authorises, then runs, then answers, and logs who called and about what', async () => {
    run = () => Promise.resolve([variantMap({ changed: variant('b', true) })]);
    assert.deepEqual(await create(), [variantMap({ changed: variant('b', true) })]);
    assert.deepEqual(done, ['parse CreateBridge', 'authorize CreateBridge', 'run CreateBridge']);
    assert.equal(agent.pendingCalls(), 0);
    assert.match(lines, /"method":"CreateBridge","sender":":1.2","uid":1000,"bridge":"br0","authorised":"polkit"/);
  });

  it("asks for authorisation with the bus's data about the caller", async () => {
    const requests: AuthorizationRequest[] = [];
    authorize = (request) => (requests.push(request), Promise.resolve('polkit'));
    await create({ flags: 4 });
    await create({ sender: ':1.1' });
    const asked = requests.map(({ sender, uid, interactive, details }) => ({ sender, uid, interactive, ...details }));
    assert.deepEqual(asked, [
      { sender: ':1.2', uid: 1000, interactive: true, bridge: 'br0' },
      { sender: ':1.1', uid: 0, interactive: false, bridge: 'br0' },
    ]);
  });

  it('runs nothing that is not authorised', async () => {
    authorize = () => Promise.reject(new AgentError('NotAuthorized', 'no'));
    assert.deepEqual(await create(), ['io.bridgehead.Agent1.Error.NotAuthorized', 'no']);
    assert.ok(!done.includes('run CreateBridge'));
    assert.match(lines, /"uid":1000,"bridge":"br0",.*"code":"NotAuthorized"/);
  });

  it("asks for no authorisation for the caller's own change", async () => {
    authorize = () => Promise.reject(new AgentError('NotAuthorized', 'no'));
    run = () => Promise.resolve([]);
    operations.Confirm = { ...operation('Confirm'), isExempt: (_request, uid) => Promise.resolve(uid === 1000) };
    assert.deepEqual(await bus.receive({ member: 'Confirm' }, 's', ['x']), []);
    assert.equal((await bus.receive({ member: 'Confirm', sender: ':1.1' }, 's', ['x']))?.[1], 'no');
  });

  it('refuses a caller that the bus does not know', async () => {
    const refused = await create({ sender: ':1.404' });
    assert.equal(refused?.[0], 'io.bridgehead.Agent1.Error.NotAuthorized');
    assert.deepEqual(done, ['parse CreateBridge']);
  });

  it('watches all callers by one match rule, and asks the bus once about each connection, however many calls it makes', async () => {
    await Promise.all([create(), create(), create({ sender: ':1.1' })]);
    await create();
    const asked = bus.asked.map(({ member, body }) => [member, ...body]);
    const [[, rule] = assert.fail()] = asked;
    assert.match(rule as string, /sender='org\.freedesktop\.DBus'.*member='NameOwnerChanged'.*arg2=''$/);
    assert.deepEqual(asked, [
      ['AddMatch', rule],
      ['GetConnectionUnixUser', ':1.2'],
      ['GetConnectionUnixUser', ':1.1'],
    ]);
  });

  it('asks again about a connection that calls after it has left', async () => {
    await create();
    bus.leave(':1.2');
    bus.users.set(':1.2', 1001);
    await create();
    assert.equal(bus.asked.filter(({ member }) => member === 'GetConnectionUnixUser').length, 2);
  });

  it('counts a call only once it knows the caller, and always admits root', async () => {
    const answers: (() => void)[] = [];
    run = () => Promise.resolve([[]]);
    bus.beforeAnswer = () => new Promise((resolve) => answers.push(resolve));
    const flood = Array.from({ length: 10 }, (_, index) => `:1.${100 + index}`);
    for (const sender of flood) bus.users.set(sender, 1000);
    const serials = flood.flatMap((sender) => Array.from({ length: 128 }, () => bus.deliver({ sender })));
    const ofRoot = bus.deliver({ sender: ':1.1' });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const atOnce = serials.filter((serial) => bus.answerTo(serial)?.[0] === error('LimitsExceeded'));
    assert.equal(atOnce.length, 10 * (128 - 64), 'each connection has sixty-four that wait');
    assert.equal(agent.pendingCalls(), 10 * 64 + 1);
    bus.beforeAnswer = () => Promise.resolve();
    for (const answer of answers) answer();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(bus.answerTo(ofRoot), [[]]);
    assert.equal(agent.pendingCalls(), 0);
  });

  it('asks polkit once for equal reads of one caller at the same moment', async () => {
    const list = (sender: string): ReturnType<RecordingBus['receive']> => bus.receive({ sender });
    await Promise.all([list(':1.2'), list(':1.2'), list(':1.2'), list(':1.1')]);
    assert.equal(done.filter((what) => what === 'authorize ListBridges').length, 2);
    assert.equal(done.filter((what) => what === 'run ListBridges').length, 4);
    await Promise.all([create(), create()]);
    assert.equal(done.filter((what) => what === 'authorize CreateBridge').length, 2, 'a change is asked for each time');
  });

  it('tells the operation that the caller left, and lets it finish', async () => {
    let aborted = false;
    run = ({ signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve([variantMap({})]);
        }),
      );
    await create();
    assert.equal(agent.pendingCalls(), 1);
    bus.leave(':1.3');
    assert.equal(aborted, false);
    bus.leave(':1.2');
    assert.equal(aborted, true);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(agent.pendingCalls(), 0);
  });

  it('does not start for a caller that left while polkit was asked', async () => {
    authorize = () => {
      bus.leave(':1.2');
      return Promise.resolve('polkit');
    };
    assert.equal((await create())?.[0], 'io.bridgehead.Agent1.Error.NotAuthorized');
    assert.ok(!done.includes('run CreateBridge'));
  });

  it('sends progress only to the caller, and state changes to everyone', async () => {
    run = ({ progress }) => {
      progress('0123', 'create the bridge', 0, 2);
      return Promise.resolve([variantMap({})]);
    };
    await create();
    agent.transactionChanged('0123', 'committed');
    const seen = bus.signals.map(({ destination, member, body }) => ({ destination, member, body }));
    assert.deepEqual(seen, [
      { destination: ':1.2', member: 'Progress', body: ['0123', 'create the bridge', 0, 2] },
      { destination: undefined, member: 'TransactionChanged', body: ['0123', 'committed'] },
    ]);
  });

  it('does not fail when a signal cannot be sent', async () => {
    run = ({ progress }) => {
      progress('0123', 'a\0b', -1, 2);
      return Promise.resolve([variantMap({})]);
    };
    assert.deepEqual(await create(), [variantMap({})]);
    assert.match(lines, /cannot send a signal/);
  });

  const failures: Readonly<Record<string, () => Promise<readonly BusValue[]>>> = {
    'an error': () => Promise.reject(new Error('ENOENT: /etc/secret')),
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a program should never do
    nothing: () => Promise.reject(),
    'an error at once': () => {
      throw new TypeError('x is not a function: /etc/secret');
    },
    'a reply of another shape': () => Promise.resolve(['text']),
    'a reply with an object path that is none': () => Promise.resolve([variantMap({ x: variant('o', 'br-0') })]),
  };
  for (const [what, fails] of Object.entries(failures)) {
    it(`answers an internal failure with one line without secrets: ${what}`, async () => {
      run = fails;
      const text = `internal error: 'CreateBridge' failed; see the log of the agent`;
      assert.deepEqual(await create(), [error('Failed'), text]);
      assert.match(lines, /"level":50.*internal error/);
      assert.equal(agent.pendingCalls(), 0);
    });
  }

  it('logs at most one line a second for events that any caller can repeat', async () => {
    run = () => Promise.reject(new Error('no'));
    await Promise.all(Array.from({ length: 20 }, () => bus.receive({})));
    assert.equal(lines.match(/internal error/g)?.length, 1);
    lines = '';
    operations.Confirm = { ...operation('Confirm'), isExempt: () => Promise.resolve(true) };
    run = () => Promise.reject(new AgentError('Busy', 'no'));
    await Promise.all(Array.from({ length: 20 }, () => bus.receive({ member: 'Confirm' }, 's', ['x'])));
    assert.equal(lines.match(/refused/g)?.length, 1);
  });

  it("quotes the caller's text on one line, without its control characters", async () => {
    run = () => Promise.reject(new AgentError('NotFound', `there is no 'a\0b\n\u001b[2J'`));
    assert.deepEqual(await create(), ['io.bridgehead.Agent1.Error.NotFound', `there is no 'a?b??[2J'`]);
  });

  it('does not run a change that asks for no reply, and logs it', async () => {
    assert.equal(await create({ flags: 1 }), undefined);
    assert.deepEqual(done, []);
    assert.match(lines, /wants no reply/);
  });

  it("accepts 64 concurrent calls of one user, and root's in addition", async () => {
    run = ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve([variantMap({})])));
    const deliver = (sender: string): number =>
      bus.deliver({ member: 'CreateBridge', sender }, 'ssa{sv}', createBridge);
    const serials = Array.from({ length: 70 }, () => deliver(':1.2'));
    const ofRoot = deliver(':1.1');
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const refused = serials.map((serial) => bus.answerTo(serial)?.[0]).filter((name) => name !== undefined);
    assert.deepEqual(refused, Array(6).fill(error('LimitsExceeded')));
    assert.equal(agent.pendingCalls(), 65);
    bus.leave(':1.1');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(bus.answerTo(ofRoot), [variantMap({})]);
  });

  describe('recognises each call', () => {
    const cases: Readonly<Record<string, readonly [Parameters<RecordingBus['receive']>[0], string]>> = {
      'another path': [{ path: '/io/bridgehead/Agent2' }, 'UnknownObject'],
      'the root path': [{ path: '/' }, 'UnknownInterface'],
      'another interface': [
        { interface: 'org.freedesktop.DBus.ObjectManager', member: 'GetManagedObjects' },
        'UnknownInterface',
      ],
      'another member': [{ member: 'Destroy' }, 'UnknownMethod'],
      'a member of an object': [{ member: 'constructor' }, 'UnknownMethod'],
      'a member that is a prototype': [{ member: '__proto__' }, 'UnknownMethod'],
      'a member of another interface': [{ member: 'Ping' }, 'UnknownMethod'],
      'our member on another interface': [{ interface: `${standard}.Peer`, member: 'ListBridges' }, 'UnknownMethod'],
      'another signature': [{ member: 'CreateBridge' }, 'InvalidArgs'],
      'a body that was too large': [{ body: undefined }, 'LimitsExceeded'],
      'properties of a parent': [
        { path: '/io', interface: `${standard}.Properties`, member: 'GetAll' },
        'UnknownInterface',
      ],
    };
    for (const [what, [call, code]] of Object.entries(cases)) {
      it(`and answers ${code} to ${what}`, async () => {
        const answer = await bus.receive(call);
        assert.equal(answer?.[0], error(code));
        assert.deepEqual(done, []);
      });
    }

    it('and names the signature that it expects', async () => {
      const answer = await bus.receive({ member: 'CreateBridge' }, 'sa{ss}', ['x', new Map()]);
      assert.equal(answer?.[1], `'CreateBridge' takes 'ssa{sv}', not 'sa{ss}'; see the introspection`);
    });

    it('and authorises a call without an interface like any other', async () => {
      authorize = () => Promise.reject(new AgentError('NotAuthorized', 'no'));
      assert.equal((await create({ interface: undefined }))?.[1], 'no');
      assert.deepEqual(await bus.receive({ interface: undefined, member: 'Ping' }), []);
      assert.equal((await bus.receive({ interface: undefined, member: 'Nothing' }))?.[0], error('UnknownMethod'));
    });
  });
});
