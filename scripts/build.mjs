// Compiles src/ to dist/ and puts what is not TypeScript beside the code that reads it.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${top}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${top}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json'], {
  cwd: top,
  stdio: 'inherit',
});
for (const file of readdirSync(`${top}src`, { recursive: true })) {
  if (/\.(xml|sh)$/.test(file)) cpSync(`${top}src/${file}`, `${top}dist/${file}`);
}
