// Rules of the house: types are checked strictly, files and functions stay small, and imports run one way.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// Who may import whom, from the outside in. A room may import those below it in this list, `model` and `contract`.
const rooms = ['cli', 'bus', 'authorization', 'operations', 'transactions', 'backends', 'host'];
const touchesTheMachine = ['node:fs', 'node:fs/promises', 'node:child_process', 'node:net', 'node:dgram', 'execa'];
const talksToTheBus = ['dbus-next', 'dbus-next/*'];

const noOutsideWorld = [
  { group: touchesTheMachine, message: 'only src/host touches the machine (docs/architecture.md)' },
  { group: talksToTheBus, message: 'only src/bus and src/authorization/polkit.ts speak D-Bus' },
];

/** The imports a room may not have: the rooms above it, and what only some rooms may touch. */
function restrict(files, forbiddenRooms, allowed = []) {
  const patterns = noOutsideWorld
    .map((entry) => ({ ...entry, group: entry.group.filter((name) => !allowed.includes(name)) }))
    .filter((entry) => entry.group.length > 0);
  if (forbiddenRooms.length > 0) {
    patterns.push({
      group: forbiddenRooms.map((room) => `**/${room}/**`),
      message:
        'imports run one way: main (or the client), bus, authorization, operations, transactions, backends, host',
    });
  }
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const oneWay = rooms.map((room, index) => restrict([`src/${room}/**/*.ts`], rooms.slice(0, index)));

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
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
  restrict(['src/**/*.ts'], []),
  ...oneWay,
  // The client asks the agent for everything: it has nothing to do with how that is done.
  restrict(['src/cli.ts', 'src/cli/**/*.ts'], ['authorization', 'operations', 'transactions', 'backends']),
  restrict(['src/contract/**/*.ts'], [...rooms, 'model', 'settings', 'logging']),
  restrict(['src/model/**/*.ts'], [...rooms, 'settings', 'logging']),
  restrict(['src/settings/**/*.ts', 'src/logging/**/*.ts'], rooms.slice(0, 6)),
  restrict(['src/bus/**/*.ts'], [], [...talksToTheBus, 'node:net']),
  restrict(['src/authorization/polkit.ts'], ['bus'], talksToTheBus),
  restrict(['src/host/**/*.ts'], rooms.slice(0, 6), touchesTheMachine),
);
