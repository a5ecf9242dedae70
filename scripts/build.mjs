// Makes dist/ from src/: one file for the daemon and one for the client, so that each starts from one read instead of three
// hundred; what the package exports, with its types; and the files that are not TypeScript. `npm run types` checks the types.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const top = fileURLToPath(new URL('..', import.meta.url));
// CommonJS packages call `require`, which an ES module does not have.
const requireForModules =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

rmSync(`${top}dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: top,
  entryPoints: { agent: 'src/main.ts', cli: 'src/cli.ts', ifcfg: 'src/ifcfg/ifcfg.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // Administrators can read the code, and the comments with its licences stay.
  legalComments: 'inline',
  banner: { js: requireForModules },
  metafile: true,
  logLevel: 'warning',
});
for (const file of readdirSync(`${top}src`, { recursive: true })) {
  if (/\.(xml|sh)$/.test(file)) cpSync(`${top}src/${file}`, `${top}dist/${file}`);
}
mkdirSync(`${top}dist/ifcfg`);
for (const name of ['ifcfg', 'types'])
  writeFileSync(`${top}dist/ifcfg/${name}.d.ts`, declarationsOf(`src/ifcfg/${name}.ts`));
writeFileSync(`${top}dist/licenses.txt`, packagesIn(metafile).map(licenceOf).join('\n'));

/** The folders of the packages in the two files. */
function packagesIn({ inputs }) {
  const folders = Object.keys(inputs).map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

/** Their licences must accompany every copy. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${top}${folder}/package.json`, 'utf8'));
  const file = readdirSync(`${top}${folder}`).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(`${top}${folder}/${file}`, 'utf8').trim()}\n`;
  return `${name} ${version}, ${typeof license === 'string' ? license : 'licence below'}\n${text}`;
}

/** What the package's users are told of its types. */
function declarationsOf(path) {
  const compilerOptions = { declaration: true, isolatedDeclarations: true };
  const { outputText } = ts.transpileDeclaration(readFileSync(`${top}${path}`, 'utf8'), {
    fileName: path,
    compilerOptions,
  });
  return outputText.replaceAll(".ts'", ".js'");
}
