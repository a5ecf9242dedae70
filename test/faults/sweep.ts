/** The blind sweep: `npm run test:faults`; see docs/fault-sweep.md. */
import { planCourses, usualSorts } from './courses.ts';
import { furtherSorts } from './further-calls.ts';
import { runAll } from './run-all.ts';
import { readArguments } from './sweep-arguments.ts';
import { isWanted, spread } from './trial.ts';
import { complaint, failed, report, type Verdict } from './verdict.ts';

const { only, points, workers } = readArguments(process.argv.slice(2));
const courses = (await planCourses([...usualSorts, ...furtherSorts], only)).map(({ stand, trials }) => {
  const wanted = trials.filter((trial) => isWanted(trial, only));
  return { stand, trials: points === undefined ? wanted : spread(wanted, points) };
});
const total = courses.reduce((count, { trials }) => count + trials.length, 0);
let done = 0;
const verdicts = await runAll(courses, workers, (verdict) => {
  done += 1;
  console.log(`${done}/${total} ${line(verdict)}`);
});
console.log(`\n${report(verdicts)}`);
process.exitCode = total > 0 && !verdicts.some(failed) ? 0 : 1;

function line(verdict: Verdict): string {
  if (failed(verdict)) return complaint(verdict);
  return `${verdict.reached ? 'held' : 'not reached'} ${verdict.name} (${verdict.about})`;
}
