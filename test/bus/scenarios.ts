/** Attacks with several connections or many calls. */
import { readFileSync } from 'node:fs';
import { agentInterface, busName, objectPath } from '../../src/contract/names.ts';
import { RawConnection, type Received } from './raw-connection.ts';
import { frame, headerFields, WireWriter } from './wire-writer.ts';

type Scenario = (connection: RawConnection) => Promise<unknown>;

const interactive = 4;
const agent = { path: objectPath, interface: agentInterface, destination: busName };
const driver = {
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  destination: 'org.freedesktop.DBus',
};
const polkit = {
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
  destination: 'org.freedesktop.PolicyKit1',
};

export const scenarios: Readonly<Record<string, Scenario>> = {
  'a thousand calls at once': async (connection) => {
    const replies = new Map<number, string[]>();
    const all = new Promise<void>((resolve) =>
      connection.onMessage(({ header }) => {
        const { replySerial = 0, errorName = 'good' } = header;
        replies.set(replySerial, [...(replies.get(replySerial) ?? []), errorName]);
        if (replies.size === 1000) resolve();
      }),
    );
    const calls = Array.from({ length: 1000 }, (_, index) => listBridges(index + 10));
    await connection.send(Buffer.concat(calls));
    await all;
    const names = [...replies.values()].flat();
    return { replies: names.length, kinds: [...new Set(names)].sort() };
  },

  'two hundred callers who do not wait': async (connection) => {
    for (let index = 0; index < 200; index += 1) {
      const caller = await RawConnection.open();
      await caller.send(createBridge(7));
      caller.close();
    }
    return pendingCalls(connection);
  },

  'signals of a change': async (connection) => {
    const watcher = await RawConnection.open();
    await watcher.ask(addMatch(`type='signal',interface='${agentInterface}'`), 8);
    const [ofCaller, ofWatcher] = [signalsOf(connection), signalsOf(watcher)];
    const told = watcher.next(({ header }) => header.member === 'TransactionChanged');
    await connection.ask(createBridge(7), 7);
    await told;
    watcher.close();
    return { caller: ofCaller, watcher: ofWatcher };
  },

  'a forged departure of the caller': async (connection) => {
    const reply = connection.ask(createBridge(7, 'wait'), 7);
    const forger = await RawConnection.open();
    const names = { path: driver.path, interface: driver.interface, member: 'NameOwnerChanged' };
    const fields = headerFields({ ...names, destination: busName, signature: 'sss' });
    const body = new WireWriter().text(connection.name).text(connection.name).text('').buffer;
    await forger.send(frame({ type: 4, serial: 9, fields, body }));
    await forger.ask(
      frame({
        serial: 10,
        fields: headerFields({ ...agent, member: 'Confirm', signature: 's' }),
        body: new WireWriter().text('x').buffer,
      }),
      10,
    );
    forger.close();
    return aborted(await reply);
  },

  'a caller who leaves while a prompt is open': async (connection) => {
    await registerAsPrompter(connection);
    const caller = await RawConnection.open();
    const begun = connection.next(({ header }) => header.member === 'BeginAuthentication');
    const cancelled = connection.next(({ header }) => header.member === 'CancelAuthentication');
    await caller.send(createBridge(7, 'br0', interactive));
    await begun;
    const during = await pendingCalls(connection);
    caller.close();
    await cancelled;
    return { during, after: await pendingCalls(connection) };
  },

  'more prompts than a user may have open': async (connection) => {
    await registerAsPrompter(connection);
    let open = 0;
    const four = new Promise<void>((resolve) =>
      connection.onMessage(({ header }) => {
        if (header.member === 'BeginAuthentication') open += 1;
        if (open === 4) resolve();
      }),
    );
    const callers = await Promise.all([1, 2, 3, 4].map(() => RawConnection.open()));
    for (const caller of callers) await caller.send(createBridge(7, 'br0', interactive));
    await four;
    const { header } = await connection.ask(createBridge(7, 'br0', interactive), 7);
    for (const caller of callers) caller.close();
    return header.errorName;
  },

  'a polkit that does not answer': async (connection) => {
    const cancelled = connection.next(({ header }) => header.member === 'CancelCheckAuthorization');
    const asked = connection.next(({ header }) => header.member === 'CheckAuthorization');
    await takeName(connection, polkit.destination);
    const { header } = await asked;
    const { member } = (await cancelled).header;
    // No call waits for this answer any more.
    const fields = headerFields({ destination: header.sender, replySerial: header.serial, signature: '(bba{ss})' });
    const body = new WireWriter()
      .uint32(1)
      .uint32(0)
      .array(8, () => undefined).buffer;
    await connection.send(frame({ type: 2, serial: 51, fields, body }));
    return member;
  },

  'a polkit that answers nonsense': async (connection) => {
    const asked = connection.next(({ header }) => header.member === 'CheckAuthorization');
    await takeName(connection, polkit.destination);
    const { header } = await asked;
    const fields = headerFields({ destination: header.sender, replySerial: header.serial, signature: 'b' });
    await connection.send(frame({ type: 2, serial: 50, fields, body: new WireWriter().uint32(1).buffer }));
    return header.member;
  },
};

async function takeName(connection: RawConnection, name: string): Promise<void> {
  const fields = headerFields({ ...driver, member: 'RequestName', signature: 'su' });
  const { values } = await connection.ask(
    frame({ serial: 2, fields, body: new WireWriter().text(name).uint32(4).buffer }),
    2,
  );
  if (values[0] !== 1) throw new Error(`the bus does not give us the name '${name}'`);
}

function listBridges(serial: number): Buffer {
  return frame({ serial, fields: headerFields({ ...agent, member: 'ListBridges' }) });
}

function createBridge(serial: number, bridge = 'br0', flags = 0): Buffer {
  const fields = headerFields({ ...agent, member: 'CreateBridge', signature: 'ssa{sv}' });
  const body = new WireWriter()
    .text(bridge)
    .text('eth0')
    .array(8, () => undefined).buffer;
  return frame({ serial, flags, fields, body });
}

function addMatch(rule: string): Buffer {
  const fields = headerFields({ ...driver, member: 'AddMatch', signature: 's' });
  return frame({ serial: 8, fields, body: new WireWriter().text(rule).buffer });
}

function signalsOf(connection: RawConnection): string[] {
  const seen: string[] = [];
  connection.onMessage(({ header }) => {
    if (header.interface === agentInterface) seen.push(header.member ?? '');
  });
  return seen;
}

/** The fixture's ListBridges says how many calls are under way, itself among them. */
async function pendingCalls(connection: RawConnection): Promise<unknown> {
  const { values } = await connection.ask(listBridges(99), 99);
  const [bridges] = values as unknown as [ReadonlyMap<string, { value: unknown }>[]];
  return bridges[0]?.get('pending')?.value;
}

function aborted({ values }: Received): unknown {
  const [result] = values as unknown as [ReadonlyMap<string, { value: unknown }>];
  return { aborted: result.get('aborted')?.value };
}

/** Makes this connection the one that asks for this process's passwords; it never answers (polkit: RegisterAuthenticationAgent). */
async function registerAsPrompter(connection: RawConnection): Promise<void> {
  // proc(5): the 22nd field is the start time; the second, in parentheses, may hold spaces.
  const startTime = BigInt(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19] ?? 0);
  const body = new WireWriter().text('unix-process').array(8, (details) => {
    details.align(8).text('pid').signature('u').uint32(process.pid);
    details.align(8).text('start-time').signature('t').uint64(startTime);
  });
  body.text('C').text('/prompter');
  const fields = headerFields({ ...polkit, member: 'RegisterAuthenticationAgent', signature: '(sa{sv})ss' });
  const { header, values } = await connection.ask(frame({ serial: 20, fields, body: body.buffer }), 20);
  if (header.errorName !== undefined) throw new Error(`polkit takes no agent: ${values[0] as string}`);
}
