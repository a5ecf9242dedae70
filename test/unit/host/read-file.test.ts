import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTrustedFile } from '../../../src/host/read-file.ts';

describe('a file that a user may have planted', () => {
  it("is read if it is root's, also where it has no size", () => {
    const { text, mode } = readTrustedFile('/proc/version') ?? {};
    assert.equal(text, readFileSync('/proc/version', 'utf8'));
    assert.equal(mode, 0o444);
  });

  it('is not read if it is too large, whatever size it shows', () => {
    assert.equal(readTrustedFile('/proc/version', 16)?.problem, 'it is too large');
  });

  it('is not read if it is a link, a folder or a device, and there may be none', () => {
    assert.equal(readTrustedFile('/proc/self')?.problem, 'it is a symbolic link');
    assert.equal(readTrustedFile('/proc')?.problem, 'it is a directory');
    assert.equal(readTrustedFile('/dev/zero')?.problem, 'it is not a regular file');
    assert.equal(readTrustedFile('/proc/none'), undefined);
  });
});
