/** Writes what is generated: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { generate, generated } from './generated.ts';

for (const path of Object.keys(generated)) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), generate(path));
}
