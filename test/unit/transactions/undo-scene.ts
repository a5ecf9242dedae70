import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TransactionId } from '../../../src/model/names.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { TransactionRecord } from '../../../src/model/transaction.ts';
import { undoFiles } from '../../../src/transactions/steps/steps.ts';
import { undoScript } from '../../../src/transactions/undo-script.ts';
import { readUndoLibrary } from '../../../src/transactions/undo/library.ts';
import { request } from '../support/host.ts';

export const id = 'ab'.repeat(16) as TransactionId;
const stateFolder = '/var/lib/bridgehead';

export const library = await readUndoLibrary();

interface Undo {
  readonly args?: readonly string[];
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The text of a file, or undefined without it. */
export function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A host's root with one interrupted transaction, and its undo.sh. Programs in its folder `programs` come first. */
export class UndoScene {
  readonly root = mkdtempSync(join(tmpdir(), 'bridgehead-undo-'));
  readonly folder = join(this.root, stateFolder, 'transactions', id);

  /** @param staged paths of prepared copies, by the numbers of their steps. */
  constructor(plan: Plan, marks: string, more: Partial<TransactionRecord> = {}, staged = new Map<number, string>()) {
    const record: TransactionRecord = {
      ...{ format: 1, id, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', uid: 0, time: 1 },
      ...{ bootId: 'another boot', request: request(), plan, ...more },
    };
    mkdirSync(this.folder, { recursive: true });
    for (const [index, step] of plan.entries())
      for (const { name, text } of undoFiles(step)) writeFileSync(join(this.folder, `${name}-${index}`), text);
    writeFileSync(join(this.folder, 'undo.sh'), undoScript(record, library, stateFolder, this.root, staged));
    writeFileSync(join(this.folder, 'marks'), marks);
    writeFileSync(join(this.folder, 'state.applying'), '');
  }

  write(path: string, text: string, mode?: number): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text, { mode });
  }

  read(path: string): string | undefined {
    return contentOf(join(this.root, path));
  }

  /** A program that is found before the system's; its script may use `$root`. */
  program(name: string, script: string): void {
    this.write(`programs/${name}`, `#!/bin/sh\nroot=${this.root}\n${script}\n`, 0o755);
  }

  state(): string | undefined {
    return readdirSync(this.folder).find((name) => name.startsWith('state.'));
  }

  /** @param folder the transaction's, perhaps in another spelling. */
  undo({ args = [], folder = this.folder, env = {} }: Undo = {}): {
    readonly status: number | null;
    readonly stderr: string;
  } {
    const PATH = `${join(this.root, 'programs')}:${process.env.PATH ?? ''}`;
    return spawnSync('sh', [join(folder, 'undo.sh'), ...args], { env: { PATH, ...env }, encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
