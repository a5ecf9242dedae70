import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIp, type OpenIps } from '../../../src/host/ip-processes.ts';

/** Prints as ip(8) does: the end of an answer, its line break, comes with the next one. `$answer` is what it says to `$line`. */
const ip = (answer: string, otherwise = ''): string => `#!/bin/sh
echo start >>"$0.starts"
rest=
while read -r line; do
  answer='[]'
  case $line in
    neigh*) ${otherwise} ;;
    'link show dev lo') answer='[{"ifname":"lo"}]' ;;
    *) ${answer} ;;
  esac
  [ -z "$answer" ] && continue
  printf '%s%s' "$rest" "$answer"
  rest='
'
done
`;

describe('an ip(8) that stays', () => {
  let folder: string;
  let ips: OpenIps;
  let ask: OpenIps['ask'];
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridgehead-ip-'));
    file = join(folder, 'ip');
    ips = openIp(() => Promise.resolve(file), '/usr/bin:/bin');
    ask = ips.ask;
  });

  afterEach(() => {
    ips.close();
    rmSync(folder, { recursive: true });
  });

  function install(script: string): void {
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  function starts(): number {
    return readFileSync(`${file}.starts`, 'utf8').trim().split('\n').length;
  }

  it('answers request after request', async () => {
    install(ip('answer="[\\"$line\\"]"'));
    assert.deepEqual(await ask([], ['a', 'b']), ['["a"]', '["b"]']);
    assert.deepEqual(await ask([], ['c']), ['["c"]']);
    assert.deepEqual(await Promise.all([ask([], ['d']), ask([], ['e'])]), [['["d"]'], ['["e"]']]);
    assert.equal(starts(), 1);
  });

  it('makes changes, of which it says nothing', async () => {
    install(ip('if [ "$line" = bad ]; then exit 1; fi; echo "$line" >>"$0.done"; answer='));
    assert.deepEqual(await ask([], ['one', 'two'], 0), []);
    assert.equal(readFileSync(`${file}.done`, 'utf8'), 'one\ntwo\n');
    assert.equal(await ask([], ['bad'], 0), undefined);
  });

  it('ends when it is closed, and is started anew when it is asked again', async () => {
    install(ip(''));
    await ask([], ['a']);
    ips.close();
    assert.deepEqual(await ask([], ['a']), ['[]']);
    assert.equal(starts(), 2);
  });

  it('answers with more than a pipe holds', async () => {
    install(ip('answer="[$(printf %01000000d 0)]"'));
    const [text = ''] = (await ask([], ['long'])) ?? [];
    assert.equal(text.length, 1_000_002);
  });

  it('is started anew after a question that it fails at, and once it is replaced', async () => {
    install(ip('[ "$line" = bad ] && exit 1'));
    assert.equal(await ask([], ['good', 'bad']), undefined);
    assert.deepEqual(await ask([], ['good']), ['[]']);
    install(ip('answer=[new]'));
    assert.deepEqual(await ask([], ['good']), ['[new]']);
    assert.equal(starts(), 3);
  });

  it('is not asked again if it is a version that prints nothing for nothing', async () => {
    install(ip('', 'answer='));
    assert.equal(await ask([], ['a']), undefined);
    assert.equal(await ask([], ['a']), undefined);
    assert.equal(starts(), 1);
  });

  it('gives no answer where it cannot be started', async () => {
    writeFileSync(file, '');
    assert.equal(await ask([], ['a']), undefined);
  });
});
