/**
 * Does one of the attacks and prints its outcome as JSON; run inside a laboratory as any of its users:
 * `raw-client.ts 'an option twice'`.
 */
import { attacks } from './attacks.ts';
import { RawConnection } from './raw-connection.ts';

const name = process.argv[2] ?? '';
const attack = attacks[name];
if (attack === undefined) throw new Error(`there is no attack '${name}'`);
const connection = await RawConnection.open();
console.log(JSON.stringify(await attack(connection)));
connection.close();
