// Compiles src/ to dist/ and puts the interface XML, which the agent serves unchanged, beside the code that reads it.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${top}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${top}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json'], {
  cwd: top,
  stdio: 'inherit',
});
cpSync(`${top}src/contract/io.bridgehead.Agent1.xml`, `${top}dist/contract/io.bridgehead.Agent1.xml`);
