/** Mocha's own `spec` reporter, which also writes down how many tests passed and failed, for scripts/test.sh to add up. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Run with `--reporter-option counts=FILE`: at the end FILE holds `PASSED FAILED` on one line. */
class CountingSpec extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { counts } = options.reporterOptions as { readonly counts: string };
    runner.once('end', () => {
      const { passes = 0, failures = 0 } = runner.stats ?? {};
      writeFileSync(counts, `${passes} ${failures}\n`);
    });
  }
}

// Mocha takes a reporter's default export only.
export { CountingSpec as default };
