/**
 * Runs the attacks and scenarios that its arguments name, and prints the outcomes as JSON; run inside a
 * laboratory as any of its users: `raw-client.ts 'an option twice' 'the option __proto__'`. Without arguments it
 * runs all the attacks.
 */
import { attacks } from './attacks.ts';
import { RawConnection } from './raw-connection.ts';
import { scenarios } from './scenarios.ts';

const names = process.argv.slice(2);
const outcomes: Record<string, unknown> = {};
for (const name of names.length > 0 ? names : Object.keys(attacks)) {
  const connection = await RawConnection.open();
  const action = attacks[name] ?? scenarios[name];
  if (action === undefined) throw new Error(`there is nothing called '${name}'`);
  outcomes[name] = await action(connection);
  connection.close();
}
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
