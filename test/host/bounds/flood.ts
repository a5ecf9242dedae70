/**
 * Seven unprivileged users, each with sixty-four calls under way at all times, until told to stop (SIGTERM); then it waits for the
 * replies and prints how often each method was answered in which way. Run as root on the laboratory's host.
 */
import { once } from 'node:events';
import { agentInterface, busName, objectPath } from '../../../src/contract/names.ts';
import { RawConnection } from '../../bus/raw-connection.ts';
import { frame, headerFields, WireWriter } from '../../bus/wire-writer.ts';

const users = 7;
const callsOfEach = 64;
const properties = 'org.freedesktop.DBus.Properties';
const unknown = '0'.repeat(32);

interface Method {
  readonly member: string;
  readonly interface?: string;
  readonly signature?: string;
  readonly body?: Buffer;
}

/** Unprivileged methods, and two that are answered before a password is asked for. */
const methods: readonly Method[] = [
  { member: 'ListBridges' },
  { member: 'ListInterfaces' },
  { member: 'ListTransactions' },
  { member: 'Verify', signature: 'sa{sv}', body: new WireWriter().text('br0').array(8, () => undefined).buffer },
  { member: 'GetAll', interface: properties, signature: 's', body: new WireWriter().text(agentInterface).buffer },
  { member: 'Confirm', signature: 's', body: new WireWriter().text(unknown).buffer },
];

const outcomes: Record<string, Record<string, number>> = {};
let stopped = false;

/** The bus identifies a caller by who opened the connection (unix(7): SO_PEERCRED). */
async function connectAs(uid: number): Promise<RawConnection> {
  process.getuid = () => uid;
  process.seteuid?.(uid);
  try {
    return await RawConnection.open();
  } finally {
    process.seteuid?.(0);
  }
}

/** Calls one method after another until told to stop. */
function flood(connection: RawConnection): Promise<void> {
  const asked = new Map<number, string>();
  let serial = 1;
  const call = (): void => {
    serial += 1;
    const {
      member,
      interface: of = agentInterface,
      signature = '',
      body,
    } = methods[serial % methods.length] ?? {
      member: '',
    };
    asked.set(serial, member);
    const names = { path: objectPath, destination: busName, interface: of, member };
    const fields = headerFields(signature === '' ? names : { ...names, signature });
    void connection.send(frame({ serial, fields, ...(body && { body }) }));
  };
  return new Promise((resolve) => {
    connection.onMessage(({ header: { replySerial = 0, errorName = 'good' } }) => {
      const member = asked.get(replySerial);
      if (member === undefined) return;
      asked.delete(replySerial);
      const counts = (outcomes[member] ??= {});
      counts[errorName] = (counts[errorName] ?? 0) + 1;
      if (!stopped) call();
      else if (asked.size === 0) resolve();
    });
    for (let index = 0; index < callsOfEach; index += 1) call();
  });
}

const connections: RawConnection[] = [];
for (let index = 0; index < users; index += 1) connections.push(await connectAs(64_000 + index));
const floods = connections.map(flood);
process.stdout.write('flooding\n');
await once(process, 'SIGTERM');
stopped = true;
await Promise.all(floods);
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
process.exit(0);
