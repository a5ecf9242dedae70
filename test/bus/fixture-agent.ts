/**
 * The agent's bus and authorization code as a program; the bridge's name selects how an operation behaves. Everything
 * that a caller can reach on the bus is real; the host is not touched.
 */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { createAuthorizer } from '../../src/authorization/authorize.ts';
import { standardAddress } from '../../src/bus/wire/address.ts';
import { connectBus } from '../../src/bus/connection.ts';
import { serveAgent, type Agent } from '../../src/bus/service/dispatcher.ts';
import { AgentError } from '../../src/contract/errors.ts';
import { busName } from '../../src/contract/names.ts';
import { variant, variantMap, type BusValue } from '../../src/model/bus-value.ts';
import type {
  AuthorizationDetails,
  CallContext,
  Operation,
  Operations,
} from '../../src/operations/shared/operation.ts';

const log = pino({ level: 'debug' }, pino.destination({ dest: 1, sync: true }));
const interfaceXml = readFileSync(new URL('../../src/contract/io.bridgehead.Agent1.xml', import.meta.url), 'utf8');
const address = process.env.DBUS_SYSTEM_BUS_ADDRESS ?? standardAddress;
const bus = await connectBus(address, (error) => log.warn({ err: error }, 'a message could not be read'));
const release = new EventTarget();

type Behaviour = (call: CallContext) => Promise<readonly BusValue[]>;
const behaviours: Readonly<Record<string, Behaviour>> = {
  'bad-path': () => Promise.resolve([variantMap({ path: variant('o', 'br-0') })]),
  'bad-shape': () => Promise.resolve(['not a dictionary']),
  huge: () => Promise.resolve([variantMap({ text: variant('s', 'x'.repeat(20 * 1024 * 1024)) })]),
  nul: () => Promise.reject(new AgentError('CommandFailed', 'the command said a\0b')),
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a program should never do
  undefined: () => Promise.reject(),
  stack: () => Promise.reject(new Error('ENOENT: /etc/secret/path')),
  sync: () => {
    throw new TypeError('x is not a function');
  },
  wait: async ({ signal }) => {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
      release.addEventListener('release', () => resolve());
    });
    log.info({ aborted: signal.aborted }, 'waited');
    return [variantMap({ aborted: variant('b', signal.aborted) })];
  },
};

type Arguments = readonly BusValue[];
type Run = (args: Arguments, call: CallContext) => Promise<readonly BusValue[]>;

/** Accepts only the option dry-run. */
function operation(run: Run, details: (args: Arguments) => AuthorizationDetails = () => ({})): Operation {
  return {
    parse: (args) => {
      const options = args.at(-1);
      const keys = options instanceof Map ? [...(options as ReadonlyMap<string, BusValue>).keys()] : [];
      const unknown = keys.find((key) => key !== 'dry-run');
      if (unknown !== undefined) throw new AgentError('UnknownOption', `the option '${unknown}' is not known`);
      return args;
    },
    details: (request) => details(request as Arguments),
    run: (request, call) => run(request as Arguments, call),
  };
}

const change = operation(
  async ([bridge], call) => {
    const behaviour = behaviours[bridge as string];
    if (behaviour !== undefined) return behaviour(call);
    call.progress('0123', 'create the bridge', 0, 2);
    call.progress('0123', 'move the addresses', 1, 2);
    agent.transactionChanged('0123', 'committed');
    return [variantMap({ transaction: variant('s', '0123'), changed: variant('b', true) })];
  },
  ([bridge, interfaceName]) => ({ bridge: bridge as string, interface: interfaceName as string }),
);
const none = operation(() => Promise.resolve([]));
const list = operation(() => Promise.resolve([[variantMap({ pending: variant('u', agent.pendingCalls()) })]]));
/** What CreateBridge of the bridge `wait` waits for. */
const confirm = operation(() => {
  release.dispatchEvent(new Event('release'));
  return Promise.resolve([]);
});
const verify = operation(() => Promise.resolve([true, []]));

const operations: Operations = {
  CreateBridge: change,
  DeleteBridge: change,
  AttachGuest: change,
  DetachGuest: change,
  SetBridgedTraffic: change,
  RepairBridge: change,
  Confirm: confirm,
  // Made by plainuser.
  Rollback: { ...none, isExempt: (_request, uid) => Promise.resolve(uid === 61002) },
  Verify: verify,
  ListBridges: list,
  ListInterfaces: list,
  ListTransactions: list,
  GetTransaction: operation(() => Promise.resolve([variantMap({})])),
};

const agent: Agent = serveAgent(bus, {
  operations,
  authorizer: createAuthorizer(bus, (reason) => log.warn({ reason }, 'polkit is absent')),
  properties: { Version: '1.2.3', NetworkBackend: 'network-scripts' },
  interfaceXml,
  machineId: '0123456789abcdef0123456789abcdef',
  log,
});
await bus.requestName(busName);
log.info('ready');
const reason = await bus.closed;
log.error({ err: reason }, 'the bus is lost');
process.exitCode = 75;
