// Makes dist/ from src/: one file of code for the daemon and one for the client, so that each starts from one read instead of
// three hundred; what the package exports, with its types; and the files that are not TypeScript. `npm run types` checks the types.
//
// The daemon loads nothing later: in the middle of a change there may be no descriptor left to open a file with, and an update may
// have replaced the folder. A client lives for one call, so its Japanese is a file that only those who read it load.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import ts from 'typescript';
import { later } from './later.mjs';

const top = fileURLToPath(new URL('..', import.meta.url));
// CommonJS packages call `require`, which an ES module does not have.
const requireForModules =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const withoutComments = { minifyWhitespace: true, legalComments: 'none' };
/** It stays a file of its own: the client imports it where it needs it. */
const japaneseApart = {
  name: 'japanese-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/ja\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './ja.js', external: true } : undefined,
    ),
};

const common = {
  absWorkingDir: top,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Administrators can read the code, and the comments with its licences stay.
  legalComments: 'inline',
  metafile: true,
  write: false,
  logLevel: 'warning',
};
// In a script, which V8 can cache (src/start.cjs), and without the loader of ES modules, which alone takes ten milliseconds.
const agent = await build({
  ...common,
  entryPoints: { 'agent-code': 'src/main.ts' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { 'import.meta.url': 'fileUrl' },
  banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [later],
});
const others = await build({
  ...common,
  entryPoints: { cli: 'src/cli.ts', ja: 'src/cli/messages/ja.ts', ifcfg: 'src/ifcfg/ifcfg.ts' },
  format: 'esm',
  banner: { js: requireForModules },
  plugins: [japaneseApart],
});
rmSync(`${top}dist`, { recursive: true, force: true });
mkdirSync(`${top}dist`);
for (const { path, text } of others.outputFiles) writeFileSync(path, await inAscii(text));
for (const { path, text } of agent.outputFiles) writeFileSync(path, allAscii(await inAscii(text)));
writeFileSync(`${top}dist/agent.js`, "import './start.cjs';\n");
for (const file of readdirSync(`${top}src`, { recursive: true })) {
  if (/\.(xml|sh|cjs)$/.test(file)) cpSync(`${top}src/${file}`, `${top}dist/${file}`);
}
mkdirSync(`${top}dist/ifcfg`);
for (const name of ['ifcfg', 'types'])
  writeFileSync(`${top}dist/ifcfg/${name}.d.ts`, declarationsOf(`src/ifcfg/${name}.ts`));
writeFileSync(`${top}dist/licenses.txt`, packagesIn([agent, others]).map(licenceOf).join('\n'));

/**
 * V8 keeps a source in one byte a character, unless one of them needs two. esbuild escapes those in code, so most are in comments,
 * where packages draw arrows and dashes. A text that has others is left as it is.
 */
async function inAscii(text) {
  const ascii = text.replaceAll('\u00a9', '(c)').replaceAll(/[^\0-\x7f]/g, '-');
  const [before, after] = await Promise.all([text, ascii].map((one) => transform(one, withoutComments)));
  return before.code === after.code ? ascii : text;
}

/** src/start.cjs reads a byte for each character. */
function allAscii(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  throw new Error('the agent holds a character that is not ASCII');
}

/** The folders of the packages in the bundles. */
function packagesIn(builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
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
