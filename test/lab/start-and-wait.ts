/** Starts a laboratory, says where it is, and waits to be killed; run by test/host/laboratory.test.ts. */
import { Laboratory } from './laboratory.ts';

const laboratory = await Laboratory.start();
const sleeper = await laboratory.spawn('host', ['sleep', '1000']);
console.log(JSON.stringify({ root: laboratory.root, sleeper: sleeper.pid }));
