/** The benchmark's command line. */
import { parseArgs } from 'node:util';
import { partNames, type PartName } from './results.ts';

const usage = `usage: npm run bench -- [RUNS] [--only ${partNames.join('|')}]… [--write]

  RUNS          rounds of each part (default 7)
  --only PART   measures this part alone
  --write       writes bench/results.json, the tables of both READMEs and the pictures in docs
`;

export interface CommandLine {
  readonly rounds: number;
  readonly parts: readonly PartName[];
  readonly write: boolean;
}

/** Throws the usage. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } },
  });
  const rounds = Number(positionals[0] ?? 7);
  const parts = values.only ?? partNames;
  if (positionals.length > 1 || !Number.isInteger(rounds) || rounds < 1 || !parts.every(isPart)) throw new Error(usage);
  return { rounds, parts: partNames.filter((part) => parts.includes(part)), write: values.write };
}

function isPart(word: string): word is PartName {
  return (partNames as readonly string[]).includes(word);
}
