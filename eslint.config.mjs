// Rules of the house: types are checked strictly, files and functions stay small, and imports run one way.
import { existsSync, readdirSync } from 'node:fs';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// Who may import whom, from the outside in. Each file is in one room: of several rules of a name only the last that matches
// holds. A room that is not here may import nothing.
const everything = ['bus', 'authorization', 'operations', 'transactions', 'backends', 'host', 'settings', 'logging'];
const open = ['model', 'contract', 'ifcfg'];
const rooms = [
  { files: ['src/**/*.ts'], mayImport: [] },
  { files: ['src/main.ts', 'src/lifecycle.ts', 'src/compose.ts'], mayImport: ['main', ...everything, ...open] },
  // The client asks the agent for everything: it has nothing to do with how that is done.
  { files: ['src/cli.ts', 'src/cli/**/*.ts'], mayImport: ['cli', 'bus', 'host', 'settings', ...open] },
  // What is read of the host and what is done to it have names of their own; all else in backends is pure.
  { files: ['src/backends/**/*.ts'], mayImport: ['backends', ...open], pure: true },
  {
    files: ['src/backends/**/{read,read-*,apply,apply-*,adopt,backend,backends,detect}.ts'],
    mayImport: ['backends', 'host', ...open],
  },
  ...['bus', 'authorization', 'operations', 'transactions'].map((room, index) => ({
    files: [`src/${room}/**/*.ts`],
    mayImport: [...everything.slice(index, 6), ...open],
    mayTouch: room === 'bus' ? ['the bus', 'sockets'] : [],
  })),
  {
    files: ['src/authorization/polkit.ts'],
    mayImport: [...everything.slice(1, 6), ...open],
    mayTouch: ['the bus'],
  },
  { files: ['src/host/**/*.ts'], mayImport: ['host', ...open], mayTouch: ['the machine', 'sockets'] },
  { files: ['src/settings/**/*.ts'], mayImport: ['settings', 'host', ...open] },
  { files: ['src/logging/**/*.ts'], mayImport: ['logging', ...open] },
  // Pure: nothing here can touch anything.
  { files: ['src/model/**/*.ts'], mayImport: open },
  { files: ['src/contract/**/*.ts'], mayImport: ['contract'] },
  // Published on its own, so it needs nothing of the rest.
  { files: ['src/ifcfg/**/*.ts'], mayImport: ['ifcfg'] },
];

const outside = {
  'the machine': {
    regex: '^(node:)?(fs|child_process|execa|dgram|dns|tls|https?|http2|cluster|worker_threads|inspector)(/|$)',
    message: 'only src/host touches the machine (docs/architecture.md)',
  },
  sockets: { regex: '^(node:)?net$', message: 'only src/bus and src/host open sockets' },
  'the bus': { regex: '^dbus-next(/|$)', message: 'only src/bus and src/authorization/polkit.ts speak D-Bus' },
  'the tests': { regex: '^(\\.\\./)+(test|bench)/', message: 'it is not installed with the agent' },
};

/** For files that plan and compare: types of what touches the host are all they may have of it. */
const impure = {
  regex: '^\\.\\.?/(.*/)?(host/.*|(read|read-[^/]*|apply|apply-[^/]*|adopt)\\.ts)$',
  message: 'it is pure: only files named read, apply or adopt touch the host (docs/architecture.md)',
  allowTypeImports: true,
};

/** Each network stack has a folder with a backend.ts. What several of them need lies beside them. */
const stacksFolder = `${import.meta.dirname}/src/backends/network`;
const stacks = readdirSync(stacksFolder).filter((folder) => existsSync(`${stacksFolder}/${folder}/backend.ts`));
const anotherStack = {
  regex: `^(\\.\\./)+(${stacks.join('|')})/`,
  message:
    "it is another network stack's; what both need lies beside them, in src/backends/network (docs/architecture.md)",
};

/** The imports a room may not have: rooms above it or beside it, and what only some rooms may touch. */
function restrict({ files, mayImport, mayTouch = [], pure = false }) {
  const forbidden = ['cli', ...everything, ...open]
    .filter((room) => !mayImport.includes(room) && !(pure && room === 'host'))
    .map((room) => `${room}/`);
  if (!mayImport.includes('main')) forbidden.push('(main|lifecycle|compose|cli)\\.ts$');
  const patterns = Object.entries(outside).flatMap(([what, pattern]) => (mayTouch.includes(what) ? [] : [pattern]));
  if (pure) patterns.push(impure);
  if (mayImport.includes('backends')) patterns.push(anotherStack);
  patterns.push({
    regex: `^(\\.\\.?/)+(${forbidden.join('|')})`,
    message:
      'imports run one way: main (or the client), bus, authorization, operations, transactions, backends, host; then model, contract',
  });
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'import at the top, where rules are held' },
        {
          selector: `BinaryExpression > Literal[value=/^(${stacks.join('|')})$/]`,
          message: 'what differs between network stacks is said in src/backends/interfaces/network-backend.ts',
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  ...tseslint.configs.stylisticTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly' } } },
  ...rooms.map(restrict),
);
