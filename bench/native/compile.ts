/** The two programs in C of the benchmark. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export interface Native {
  readonly stopwatch: string;
  /** A small service on the bus, made with sd-bus. */
  readonly service: string;
  readonly remove: () => Promise<void>;
}

/** Throws the compiler's complaint. */
export async function compileNative(): Promise<Native> {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-bench-'));
  const { stdout } = await execa('pkg-config', ['--cflags', '--libs', 'libsystemd']);
  const libraries = stdout.split(/\s+/).filter((word) => word !== '');
  const compile = async (name: string): Promise<string> => {
    const source = join(import.meta.dirname, `${name}.c`);
    await execa('gcc', ['-O2', '-Wall', '-Werror', '-o', join(folder, name), source, ...libraries]);
    return join(folder, name);
  };
  return {
    stopwatch: await compile('stopwatch'),
    service: await compile('service'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
