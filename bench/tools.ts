/** What is made once for the whole benchmark: the daemon as it is installed, and the programs in C. */
import { installDaemon, type Installed } from './installed.ts';
import { compileNative, type Native } from './native/compile.ts';

export interface Tools {
  readonly daemon: Installed;
  readonly native: Native;
}

/** Makes them, and removes them after the work. */
export async function withTools<Result>(work: (tools: Tools) => Promise<Result>): Promise<Result> {
  const daemon = await installDaemon();
  try {
    const native = await compileNative();
    try {
      return await work({ daemon, native });
    } finally {
      await native.remove();
    }
  } finally {
    await daemon.remove();
  }
}
