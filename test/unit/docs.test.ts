/** The documentation is complete and names only what exists. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proseOf, readErrors } from '../../scripts/docs/contract-xml.ts';
import { generate, generated } from '../../scripts/docs/generated.ts';
import { optionTables } from '../../scripts/docs/options.ts';
import { errorCodes } from '../../src/contract/errors.ts';
import { methods } from '../../src/contract/methods.ts';
import { verbs } from '../../src/cli/verbs/verbs.ts';
import { checks } from '../../src/model/finding.ts';
import { transactionStates } from '../../src/model/transaction.ts';

const top = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(top, path), 'utf8');

const english = 'README.md';
const japanese = 'README.ja.md';
const architecture = 'docs/architecture.md';
const pages = [
  english,
  japanese,
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(top, 'docs')).map((name) => `docs/${name}`),
];
const xml = read('src/contract/io.bridgehead.Agent1.xml');
const { scripts, version } = JSON.parse(read('package.json')) as { scripts: Record<string, string>; version: string };

describe('the interface XML', () => {
  for (const method of Object.keys(methods)) {
    it(`explains ${method}: each of its arguments and options, with their types`, () => {
      const prose = proseOf(method);
      assert.deepEqual(
        prose.arguments.map(({ name }) => name),
        argumentsOf(method),
      );
      const options = prose.arguments.find(({ name }) => name === 'options');
      const said = [options?.text, ...(options?.keys ?? []).map(({ name, type }) => `${name} ${type}`)].join('\n');
      for (const [key, { type }] of Object.entries(optionTables[method] ?? {}))
        assert.match(said, new RegExp(`(?<![\\w-])${key} ${type}(?!\\w)`));
    });
  }

  it('explains every error', () => {
    assert.deepEqual([...readErrors().keys()], [...errorCodes]);
    for (const text of readErrors().values()) assert.match(text, /^\w.*\.$/);
  });

  it('names every check of Verify', () => {
    const said = proseOf('Verify').paragraphs.join(' ');
    for (const check of checks) assert.match(said, new RegExp(`\\b${check}\\b(?!-)`));
  });
});

describe('what `npm run docs` writes', () => {
  for (const path of Object.keys(generated))
    it(`is committed unchanged: ${path}`, () => assert.equal(read(path), generate(path)));
});

for (const readme of [english, japanese]) {
  describe(readme, () => {
    it('names every method', () => {
      for (const method of Object.keys(methods)) assert.match(read(readme), new RegExp(`\\b${method}\\b`));
    });

    it('names only existing options, with their types', () => {
      const rows = [...read(readme).matchAll(/^\| `([a-z-]+)` \| (\w+) \|/gm)];
      assert.ok(rows.length > 3);
      for (const [, key = '', type] of rows) assert.equal(optionTables.CreateBridge?.[key]?.type, type, key);
    });
  });
}

describe('the two READMEs', () => {
  it('have the same chapters', () => {
    const levels = (path: string): string[] => read(path).match(/^#+(?= )/gm) ?? [];
    assert.deepEqual(levels(japanese), levels(english));
  });

  it('show the same code', () => {
    assert.deepEqual(codeOf(japanese), codeOf(english));
  });

  it('have the same rows in their tables', () => {
    const keys = (path: string): string[] => read(path).match(/^\| `[^|]*/gm) ?? [];
    assert.deepEqual(keys(japanese), keys(english));
  });
});

describe('the uninstall commands', () => {
  it('remove every file that is installed', () => {
    const [, commands = ''] = /### Uninstall\n.*?^```sh\n(.*?)^```$/ms.exec(read(english)) ?? [];
    const removed = [...commands.matchAll(/^rm .*$/gm)].flatMap(([line]) => line.split(' ').slice(2));
    const folders = { program: '/usr/lib/bridgehead', units: '/usr/lib/systemd/system' };
    const installed = [
      ...read('scripts/install-system.mjs').matchAll(/(?<=['`])(?:\/usr|\$\{(?:program|units)\})\/[^'`]+(?=['`])/g),
    ].map(([path]) => path.replace(/^\$\{(\w+)\}/, (_, name: string) => folders[name as keyof typeof folders]));
    assert.ok(installed.length > 10);
    const left = installed.filter((path) => path !== folders.units && !removed.some((one) => matchesPath(path, one)));
    assert.deepEqual(left, []);
  });
});

describe('docs/verify.md', () => {
  it('has a row for every check, in the order of the reply', () => {
    const rows = [...read('docs/verify.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(rows, [...checks]);
  });
});

describe('docs/faults.md', () => {
  const rows = [...read('docs/faults.md').matchAll(/^\| ([A-Z]\d[^|]*) \|.*\| ([^|]+) \|$/gm)];

  for (const [, id = '', shown = ''] of rows) {
    it(`names existing tests, or says why there is none: ${id}`, () => {
      const tests = [...shown.matchAll(/`(test\/[^`]+)`: (.+?)(?=; `test\/|$)/g)];
      assert.ok(tests.length > 0 || shown.startsWith('not here: '), shown);
      for (const [, path = '', title = ''] of tests) assert.ok(read(path).includes(title), `${path}: ${title}`);
    });
  }

  it('has a row for each kind of fault', () => {
    const letters = new Set(rows.map(([, id = '']) => id.charAt(0)));
    assert.deepEqual([...letters].sort(), 'BCDEGJKLNOPUX'.split(''));
  });
});

describe('docs/architecture.md', () => {
  const text = read(architecture);

  it('names only existing functions', () => {
    const source = filesBelow('src').map(read).join('\n');
    const named = [...text.matchAll(/`(\w+)\(\)`/g)].map(([, name = '']) => name);
    assert.ok(named.length > 10);
    for (const name of named)
      assert.match(source, new RegExp(`\\b${name}(?:<\\w+>)?\\(|\\b${name}: (?:async )?\\(`), name);
  });

  it('explains every folder of the source and the tests', () => {
    // Below these lie mirrors of the source, and the folders of hosts.
    const tests = foldersBelow('test').filter((path) => !/^test\/(?:unit|hosts)\//.test(path));
    const folders = [...foldersBelow('src'), ...tests];
    for (const folder of folders) assert.ok(text.includes(`\n| \`${folder}/\` | `), folder);
  });

  it('names every state of a transaction', () => {
    for (const state of transactionStates) assert.ok(text.includes(state), state);
  });
});

describe('every page', () => {
  for (const page of pages) {
    it(`of the documentation names only existing files: ${page}`, () => {
      const folders = 'src|test|docs|bench|scripts|policy|systemd|man';
      const named = read(page).match(new RegExp(`(?<![\\w/.-])(?:${folders})/[\\w./-]*[\\w/]`, 'g')) ?? [];
      for (const path of named) assert.ok(existsSync(join(top, path)), path);
    });

    it(`links only to existing files: ${page}`, () => {
      const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
      for (const path of links) assert.ok(existsSync(join(top, page, '..', path)), path);
    });

    it(`names only existing npm scripts: ${page}`, () => {
      const named = [...read(page).matchAll(/\bnpm (?:run ([\w:-]+)|(test))\b/g)].map(
        ([, name, test]) => name ?? test ?? '',
      );
      for (const name of named) assert.ok(Object.hasOwn(scripts, name), name);
    });

    it(`names only verbs that the client has: ${page}`, () => {
      const code = [...read(page).matchAll(/^```\w+\n.*?^```$|`[^`\n]+`/gms)].map(([text]) => text).join('\n');
      const named = [...code.matchAll(/(?<![\w/.-])bridgehead ([a-z]+)/g)].map(([, verb = '']) => verb);
      for (const verb of named)
        assert.ok(
          verbs.some(({ name }) => name === verb),
          verb,
        );
    });
  }
});

describe('CHANGELOG.md', () => {
  it('lists the current version, under the three headings', () => {
    const chapter = read('CHANGELOG.md').split(/^## /m)[1] ?? '';
    assert.equal(chapter.split('\n')[0], version);
    const headings = chapter.match(/^### .*$/gm);
    assert.deepEqual(headings, ['### Breaking changes', '### New features', '### Bug fixes']);
  });
});

/** Whether a path of `rm` removes this one, itself or with its folder. */
function matchesPath(path: string, removed: string): boolean {
  const pattern = removed.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
  return new RegExp(`^${pattern}(?:/|$)`).test(path);
}

function argumentsOf(method: string): string[] {
  const element = new RegExp(`<method name="${method}">(.*?)</method>`, 's').exec(xml)?.[1] ?? '';
  return [...element.matchAll(/<arg name="(\w+)"/g)].map(([, name = '']) => name);
}

function codeOf(path: string): string[] {
  return read(path).match(/^```.*?^```$/gms) ?? [];
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

/** Folders that hold a file of the program, not only data. */
function foldersBelow(folder: string): string[] {
  const names = readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' });
  const parents = names.filter((name) => /\.(ts|sh|xml)$/.test(name)).map((name) => join(folder, name, '..'));
  return [...new Set(parents)].filter((path) => path !== folder);
}
