import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../src/host/find-program.ts';

const staff = 50;

describe('a program that the agent would start', () => {
  let work: string;
  let folder: string;
  let file: string;

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'bridgehead-programs-'));
    folder = join(work, 'sbin');
    mkdirSync(folder);
    file = join(folder, 'ip');
    write(file);
  });

  afterEach(() => rmSync(work, { recursive: true }));

  function write(path: string): void {
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
  }

  const found = (): Promise<string | undefined> => findProgram('ip', [folder]);

  it("is found if it is root's, also through a link to it or its folder", async () => {
    assert.equal(await found(), file);
    symlinkSync('ip', join(folder, 'ip2'));
    assert.equal(await findProgram('ip2', [folder]), join(folder, 'ip2'));
    symlinkSync('sbin', join(work, 'linked'));
    assert.equal(await findProgram('ip', [join(work, 'linked')]), join(work, 'linked/ip'));
    chmodSync(file, 0o775);
    assert.equal(await found(), file, 'the group root may write it');
  });

  const untrusted: readonly (readonly [what: string, prepare: () => void])[] = [
    ['is another user’s', () => chownSync(file, 65534, 0)],
    ['can be written by anybody', () => chmodSync(file, 0o757)],
    ['can be written by a group', () => giveGroup(file, 0o775)],
    ['is no program', () => chmodSync(file, 0o644)],
    ['lies in a folder that anybody can write', () => chmodSync(folder, 0o757)],
    ['lies in a folder that a group can write', () => giveGroup(folder, 0o2775)],
    ['lies in a folder of another user', () => chownSync(folder, 65534, 0)],
    ['lies below a folder that a group can write', () => giveGroup(work, 0o775)],
    ['is a link into a folder that others can write', () => linkTo('open/ip', 0o757, 'open')],
    ['is a link to nothing', () => link('gone')],
    ['is a link to itself', () => link('ip')],
  ];

  function giveGroup(path: string, mode: number): void {
    chownSync(path, 0, staff);
    chmodSync(path, mode);
  }

  function link(target: string): void {
    rmSync(file);
    symlinkSync(target, file);
  }

  function linkTo(target: string, mode: number, below: string): void {
    mkdirSync(join(work, below));
    write(join(work, target));
    chmodSync(join(work, below), mode);
    link(join(work, target));
  }

  for (const [what, prepare] of untrusted) {
    it(`is passed over in favour of a later one if it ${what}`, async () => {
      prepare();
      assert.equal(await found(), undefined);
      const elsewhere = mkdtempSync(join(tmpdir(), 'bridgehead-programs-'));
      try {
        write(join(elsewhere, 'ip'));
        assert.equal(await findProgram('ip', [folder, elsewhere]), join(elsewhere, 'ip'));
      } finally {
        rmSync(elsewhere, { recursive: true });
      }
    });
  }

  it('is not looked for in a folder whose path is relative', async () => {
    assert.equal(await findProgram('sh', ['', '.', 'bin', '/nowhere']), undefined);
  });
});
