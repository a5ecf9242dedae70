/** Mocha's `spec` reporter, which also writes how many tests passed and failed to a file for scripts/test.sh. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** With `--reporter-option counts=FILE`, FILE holds `PASSED FAILED` at the end. */
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

// Mocha requires a default export.
export { CountingSpec as default };
