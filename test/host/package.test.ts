/** The package, as others install it: packed, unpacked, imported. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));
const program = `
import { parseIfcfg, type Ifcfg, type Problem } from 'bridgehead/ifcfg';
const file: Ifcfg = parseIfcfg('export A=1\\n');
const [problem]: readonly Problem[] = file.problems();
file.set('B', 'x y');
console.log(JSON.stringify([file.get('A'), file.toString(), problem?.line, problem?.reader, problem?.key]));
`;
const said = JSON.stringify(['1', "export A=1\nB='x y'\n", 1, 'NetworkManager', 'A']);

describe('the package', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridgehead-package-'));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('exports the editor of ifcfg files with its types, and needs nothing for it', () => {
    const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], top).trim();
    const installed = join(folder, 'node_modules/bridgehead');
    mkdirSync(installed, { recursive: true });
    run('tar', ['-xzf', packed, '-C', installed, '--strip-components=1'], folder);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'program.ts'), program);
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
    const roots = ['--typeRoots', join(top, 'node_modules/@types')];
    run(process.execPath, [join(top, 'node_modules/typescript/bin/tsc'), ...options, ...roots, 'program.ts'], folder);
    assert.equal(run(process.execPath, ['program.js'], folder).trim(), said);
  });

  it('can import the editor by its own name', () => {
    const code = program.replace(/, type \w+/g, '').replace(/: (?:Ifcfg|readonly Problem\[\])/g, '');
    assert.equal(run(process.execPath, ['--input-type=module', '-e', code], top).trim(), said);
  });
});

function run(command: string, words: readonly string[], cwd: string): string {
  return execFileSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
