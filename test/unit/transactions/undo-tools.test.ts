import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { AgentError } from '../../../src/contract/errors.ts';
import type { Host } from '../../../src/host/host.ts';
import { firing } from '../../../src/transactions/timer.ts';
import { readUndoLibrary } from '../../../src/transactions/undo/library.ts';
import { requireUndoTools, stepPrograms, undoTools } from '../../../src/transactions/undo/tools.ts';
import { commandsIn } from './shell-commands.ts';

const recover = readFileSync(new URL('../../../systemd/recover', import.meta.url), 'utf8');

/** Shell Command Language 2.14, and the utilities that every shell has built in (XCU 1.6 and dash(1)). */
const reserved = ['fi', 'done'];
const builtIn = [
  '[',
  ':',
  'cd',
  'command',
  'continue',
  'echo',
  'exec',
  'exit',
  'export',
  'kill',
  'printf',
  'pwd',
  'read',
];
const special = ['return', 'set', 'shift', 'umask', 'true', 'until'];

const texts = [await readUndoLibrary(), recover, firing({ state: 'applying' })].join('\n');

describe('the programs that an undo needs', () => {
  const functions = [...texts.matchAll(/^(\w+)\(\)/gm)].map(([, name]) => name);

  it('are all in the list that is checked before a change', () => {
    const known: readonly unknown[] = [
      ...reserved,
      ...builtIn,
      ...special,
      ...functions,
      ...undoTools,
      ...stepPrograms,
    ];
    assert.deepEqual(
      commandsIn(texts).filter((word) => !known.includes(word)),
      [],
    );
  });

  it('are found wherever a command may start', () => {
    const text = `a; if b "$(c "x; y")" && ! d | e; then f; fi # z\ncase $x in p | q) g ;; r) ;; esac\nx=1 h 2>&1 $(i) >k`;
    assert.deepEqual(
      commandsIn(`${text}\nj() { l; }\n`)
        .filter((word) => word.length === 1)
        .sort(),
      'a b c d e f g h i l'.split(' '),
    );
  });

  it('are all in use', () => {
    assert.deepEqual(
      undoTools.filter((tool) => !new RegExp(`\\b${tool}\\b`).test(texts)),
      [],
    );
  });

  for (const missing of ['sh', 'flock', 'sha256sum', 'stat', 'setsid']) {
    it(`are Unsupported where one is missing: ${missing}`, async () => {
      const find = (program: string) => Promise.resolve(program === missing ? undefined : `/bin/${program}`);
      const host = { commands: { find }, systemd: false } as unknown as Host;
      await assert.rejects(
        requireUndoTools(host),
        (error) =>
          error instanceof AgentError && error.code === 'Unsupported' && error.message.includes(`'${missing}'`),
      );
    });
  }
});
