import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { BusCallError } from '../../../src/model/bus-call.ts';
import { failureOf } from '../../../src/cli/failure.ts';
import { catalogueOf } from '../../../src/cli/messages/catalogue.ts';
import { verbNames } from '../../../src/cli/messages/keys.ts';
import { readLocale } from '../../../src/cli/messages/locale.ts';
import { dbusErrorName, errorCodes } from '../../../src/contract/errors.ts';
import { exitCodes, exitReasonOf } from '../../../src/contract/exit-codes.ts';
import * as tables from '../../../src/contract/options.ts';

const catalogues = { en: await catalogueOf('en'), ja: await catalogueOf('ja') };

describe('the language', () => {
  for (const [environment, language, unicode] of [
    [{}, 'en', false],
    [{ LANG: 'ja_JP.UTF-8' }, 'ja', true],
    [{ LANG: 'ja_JP.utf8' }, 'ja', true],
    [{ LANG: 'ja.UTF-8' }, 'ja', true],
    [{ LANG: 'ja_JP.eucJP' }, 'en', false],
    [{ LANG: 'ja_JP.UTF-8', TERM: 'linux' }, 'en', true],
    [{ LANG: 'jam_JM.UTF-8' }, 'en', true],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ja_JP.UTF-8' }, 'ja', true],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en', false],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: '' }, 'ja', true],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'C' }, 'en', true],
  ] as const) {
    it(`of ${JSON.stringify(environment)} is ${language}`, () =>
      assert.deepEqual(readLocale(environment), { language, unicode }));
  }
});

describe('the catalogues', () => {
  const leaves = (node: unknown, path = ''): [string, unknown][] =>
    typeof node === 'object' && node !== null
      ? Object.entries(node).flatMap(([key, value]) => leaves(value, `${path}.${key}`))
      : [[path, node]];
  const said = (value: unknown): string =>
    typeof value === 'function' ? String((value as (...gaps: unknown[]) => unknown)('A', 'B', 'C')) : String(value);

  it('have a text for every key', () => {
    for (const catalogue of Object.values(catalogues)) {
      for (const [path, value] of leaves(catalogue)) assert.notEqual(said(value).trim(), '', path);
    }
  });

  it('have the same keys, and use their arguments', () => {
    const [english, japanese] = [leaves(catalogues.en), leaves(catalogues.ja)];
    assert.deepEqual(
      japanese.map(([path]) => path),
      english.map(([path]) => path),
    );
    for (const [index, [path, value]] of english.entries()) {
      if (typeof value !== 'function') continue;
      for (const gap of ['A', 'B', 'C'].slice(0, value.length))
        assert.ok(said(japanese[index]?.[1]).includes(gap), path);
    }
  });

  it('are in Japanese wherever they should be', () => {
    const foreign = leaves(catalogues.ja).filter(
      ([, value]) => !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(said(value)),
    );
    assert.deepEqual(
      foreign.map(([path]) => path),
      ['.authorisations.polkit', '.columns.stp', '.columns.id', '.show.title', '.doctor.polkit', '.doctor.libvirt'],
    );
  });
});

describe('the exit statuses', () => {
  it('are distinct', () => {
    assert.equal(new Set(Object.values(exitCodes)).size, Object.keys(exitCodes).length);
  });

  for (const [name, status] of [
    [dbusErrorName('Busy'), 4],
    [dbusErrorName('NotAuthorized'), 3],
    [dbusErrorName('InteractiveAuthorizationRequired'), 3],
    ['org.freedesktop.DBus.Error.AccessDenied', 3],
    [dbusErrorName('RolledBack'), 5],
    [dbusErrorName('CommandFailed'), 1],
    [dbusErrorName('RollbackIncomplete'), 6],
    [dbusErrorName('OutOfRange'), 2],
    [dbusErrorName('Refused'), 1],
    ['org.freedesktop.DBus.Error.ServiceUnknown', 8],
    ['org.freedesktop.DBus.Error.Spawn.ExecFailed', 8],
    ['org.freedesktop.systemd1.NoSuchUnit', 8],
    ['org.freedesktop.DBus.Error.NoReply', 8],
    [undefined, 8],
    ['com.example.Other', 1],
  ] as const) {
    it(`are ${status} for ${name ?? 'no answer'}`, () => {
      assert.equal(exitCodes[exitReasonOf(failureOf(new BusCallError(name, 'x')).code)], status);
    });
  }

  it('are all in the manual pages', () => {
    for (const page of ['man/bridgehead.1', 'man/ja/bridgehead.1']) {
      const text = readFileSync(page, 'utf8');
      for (const status of Object.values(exitCodes))
        assert.ok(text.includes(`\n.It ${status}\n`), `${page}: ${status}`);
    }
  });
});

describe('the documentation of the client', () => {
  const options = [...new Set(Object.values(tables).flatMap((table) => Object.keys(table)))];
  const flags = options.map((key) => ({ addresses: 'address', gateways: 'gateway', ports: 'port' })[key] ?? key);

  for (const page of ['man/bridgehead.1', 'man/ja/bridgehead.1']) {
    it(`names every verb and every option: ${page}`, () => {
      const text = readFileSync(page, 'utf8');
      for (const verb of verbNames) assert.match(text, new RegExp(`^\\.It Cm ${verb}\\b`, 'm'));
      for (const flag of flags) assert.match(text, new RegExp(`Fl -${flag}\\b`), flag);
    });
  }

  it("is complete in bash's completion", () => {
    assert.ok(existsSync('scripts/completion/bridgehead.bash'));
    const text = readFileSync('scripts/completion/bridgehead.bash', 'utf8');
    for (const word of [...verbNames, ...flags.map((flag) => `--${flag}`)])
      assert.match(text, new RegExp(`${word}(?![\\w-])`), word);
  });

  for (const [words, completed] of [
    [['cr'], ['create']],
    [['create', 'br0', 'eth0', '--act'], ['--activate']],
    [
      ['delete', 'br0', '--activate', ''],
      ['live', 'restart', 'boot'],
    ],
    [['delete', 'br0', '--st'], []],
    [['--j'], ['--json']],
  ] as const) {
    it(`is completed by bash: ${words.join(' ')}`, () => {
      const script =
        'source scripts/completion/bridgehead.bash; COMP_WORDS=(bridgehead "$@"); COMP_CWORD=$#; _bridgehead; printf "%s\\n" "${COMPREPLY[@]}"';
      const printed = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
      assert.deepEqual(printed.split('\n').filter(Boolean), completed);
    });
  }

  it('knows every error', () => {
    for (const code of errorCodes) assert.ok(Object.hasOwn(catalogues.ja.errors, code));
  });
});
