import assert from 'node:assert/strict';
import { readCommandLine } from '../../../src/settings/command-line.ts';
import { readSettings } from '../../../src/settings/settings.ts';

describe('the settings file', () => {
  it('may be missing', () => {
    assert.deepEqual(readSettings(undefined), { settings: { logLevel: 'info' }, problems: [] });
  });

  it('sets the log level', () => {
    assert.deepEqual(readSettings('[agent]\nlog-level = debug\n'), { settings: { logLevel: 'debug' }, problems: [] });
  });

  it('never prevents the agent from starting, whatever its content', () => {
    for (const text of [
      '[agent]\nlog-level = loud\n',
      '[agnet]\nx = 1\n',
      '[agent]\nlevel = debug\n',
      'agent = 1\n',
      '\0\x01[[[',
    ]) {
      const { settings, problems } = readSettings(text);
      assert.equal(settings.logLevel, 'info');
      assert.ok(problems.length > 0, `something is said of ${JSON.stringify(text)}`);
    }
  });
});

describe('the command line', () => {
  it('has defaults for everything', () => {
    const line = readCommandLine([]);
    assert.deepEqual([line.root, line.state, line.idleExit, line.show], ['/', '/var/lib/bridgehead', 0, undefined]);
  });

  it('accepts only absolute folders and valid numbers', () => {
    assert.throws(() => readCommandLine(['--root', 'tmp']), /absolute/);
    assert.throws(() => readCommandLine(['--state', '']), /absolute/);
    assert.throws(() => readCommandLine(['--idle-exit', '1e3']), /seconds/);
    assert.throws(() => readCommandLine(['--rot', '/']), /--rot/);
  });
});
