/** Measures Bridgehead beside other ways, and beside what has to be done anyway; see README.md. */
import { readCommandLine, type CommandLine } from './command-line.ts';
import { measureParts } from './measure-parts.ts';
import { writePages } from './report/write.ts';
import { lossTable, measureTable } from './report/tables.ts';
import { readResults, writeResults } from './results.ts';

const line = commandLineOrExit();
const results = await measureParts(line.parts, line.rounds);
for (const table of [lossTable(results, 'en'), measureTable(results, 'en')])
  if (table !== '') console.log(`\n${table}`);
if (line.write) {
  const all = { ...(await readResults()), ...results };
  await writeResults(all);
  await writePages(all);
  console.log('\nwrote bench/results.json, README.md, README.ja.md, docs/bench.svg and docs/bench.ja.svg');
}

function commandLineOrExit(): CommandLine {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(64);
  }
}
