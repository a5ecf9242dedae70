/**
 * Calls the agent again and again while it leaves whenever it is idle, until so many agents have answered; prints how many calls
 * were answered, and the errors of the others.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { standardAddress } from '../../src/bus/wire/address.ts';
import { connectBus } from '../../src/bus/connection.ts';
import { agentInterface, busName, objectPath } from '../../src/contract/names.ts';

const agents = Number(process.argv[2]);
const bus = await connectBus(standardAddress, (error) => console.error(error));
const driver = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const owners = new Set<string>();
bus.onBusSignal(({ member, values: [name, , owner] }) => {
  if (member === 'NameOwnerChanged' && name === busName && typeof owner === 'string' && owner !== '') owners.add(owner);
});
const match = `type='signal',sender='${driver.destination}',member='NameOwnerChanged',arg0='${busName}'`;
await bus.call({ ...driver, member: 'AddMatch', signature: 's', body: [match] }, { timeout: 60_000 });

const call = { destination: busName, path: objectPath, interface: agentInterface };
let answered = 0;
const errors: string[] = [];
while (owners.size < agents && errors.length === 0) {
  await bus.call({ ...call, member: 'ListTransactions', signature: '', body: [] }, { timeout: 60_000 }).then(
    () => (answered += 1),
    (error: unknown) => errors.push(String(error)),
  );
  await pause(Math.random() * 4);
}
bus.close();
process.stdout.write(JSON.stringify({ answered, errors }));
