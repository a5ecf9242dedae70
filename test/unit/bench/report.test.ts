/** What the benchmark says of its runs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from '../../../bench/report/picture.ts';
import { inWords, summarize, summarizeRatios } from '../../../bench/report/statistics.ts';
import { lossTable, measureTable } from '../../../bench/report/tables.ts';
import { pages, readmeWith, replaceSection } from '../../../bench/report/write.ts';
import { readResults, type Circumstances, type Results } from '../../../bench/results.ts';

const top = join(import.meta.dirname, '../../..');
const languages = ['en', 'ja'] as const;

const idle: Circumstances = {
  date: '2026-11-30',
  rounds: 3,
  otherLoad: 0.01,
  machine: 'Debian 12, Linux 6.18, 2 × processor',
  versions: { Node: '20.19.0' },
};
const run = (lost: number, longestGapMs: number) => [
  { lost, longestGapMs },
  { lost, longestGapMs },
];
const results: Results = {
  packets: {
    ...idle,
    ways: {
      byHand: [run(0, 4), run(1, 5), run(0, 3)],
      bridgehead: [run(0, 4), run(0, 10), run(0, 9)],
      networkd: 'systemd-networkd is not installed',
    },
  },
  start: {
    ...idle,
    samples: [100, 110, 120].map((node) => ({
      node,
      daemon: 2 * node,
      firstReply: 3 * node,
      firstChange: 4 * node,
      nodeMemory: 40,
      daemonMemory: 80,
      service: 2,
      serviceMemory: 3,
    })),
  },
  ports: {
    ...idle,
    samples: [{ ip1: 2, verify1: 40, ip10: 2, verify10: 40, ip100: 10, verify100: 50, ip1023: 100, verify1023: 250 }],
  },
};

/** The cells of the row that begins so. */
function rowOf(table: string, name: string): string[] {
  const row = table.split('\n').find((line) => line.startsWith(`| ${name} |`));
  return (row ?? '').split('|').map((cell) => cell.trim());
}

describe('the statistics of the benchmark', () => {
  it('are median and range', () => {
    assert.deepEqual(summarize([5, 1, 3]), { median: 3, min: 1, max: 5 });
    assert.deepEqual(summarize([1, 2, 3, 10]), { median: 2.5, min: 1, max: 10 });
  });

  it('divide what was measured in the same round', () => {
    assert.deepEqual(summarizeRatios([10, 40, 90], [10, 20, 30]), { median: 2, min: 1, max: 3 });
  });

  it('are shown with three figures', () => {
    assert.equal(inWords({ median: 4.321, min: 0, max: 1234.5 }, ' ms'), '4.32 ms (0–1,235)');
    assert.equal(inWords({ median: 12.34, min: 1, max: 123.4 }), '12.3 (1–123)');
  });
});

describe('the table of lost packets', () => {
  it('has median and range of each way, and compares the rounds with the limit', () => {
    const row = rowOf(lossTable(results, 'en'), 'Bridgehead');
    assert.deepEqual(row.slice(2, 8), ['0 (0–0)', '0 (0–0)', '9 ms (4–10)', '9 ms (4–10)', '× 2 (1–3)', '× 2 (1–3)']);
  });

  it('says whether the promise is kept', () => {
    assert.equal(rowOf(lossTable(results, 'en'), 'Bridgehead')[8], 'lost: median 0, at most 1 ✓');
    const worse = { ...results.packets, ways: { bridgehead: [run(0, 4), run(2, 5), run(0, 4)] } };
    const table = lossTable({ packets: worse } as Results, 'en');
    assert.equal(rowOf(table, 'Bridgehead')[8], 'lost: median 0, at most 1 ✗');
  });

  it('says why a way was not measured', () => {
    const row = rowOf(lossTable(results, 'en'), 'systemd-networkd');
    assert.equal(row[2], 'not measured: systemd-networkd is not installed');
  });

  it('says when, where and with what it was measured', () => {
    const last = lossTable(results, 'en').split('\n').at(-1);
    assert.equal(
      last,
      '`npm run bench` on 2026-11-30, 3 rounds, on Debian 12, Linux 6.18, 2 × processor; Node 20.19.0.',
    );
  });

  it('is empty if nothing was measured', () => {
    assert.equal(lossTable({}, 'en'), '');
    assert.equal(measureTable({}, 'en'), '');
  });
});

describe('the table of ratios', () => {
  const table = measureTable(results, 'en');

  it('has the measurement, its reference, the ratio, the goal and whether it is met', () => {
    const start = rowOf(table, 'start, to the name on the bus');
    assert.deepEqual(start.slice(2, 6), ['220 ms (200–240)', '`node -e 0`: 110 ms (100–120)', '× 2 (2–2)', '≤ × 3 ✓']);
    assert.equal(rowOf(table, 'memory after three bridges')[5], '≤ × 1.5 ✗');
  });

  it('has no goal where there is none', () => {
    assert.equal(rowOf(table, 'Verify, 1 port')[5], '');
    assert.equal(rowOf(table, 'Verify, 1,023 ports')[5], '≤ × 3 ✓');
  });

  it('leaves out parts that were not measured', () => {
    assert.deepEqual(rowOf(table, 'ListBridges'), ['']);
  });

  it('says of each part when it was measured if that differs', () => {
    const later = { ...results, ports: { ...results.ports, date: '2026-12-01' } } as Results;
    assert.match(measureTable(later, 'en'), /^start and memory: .* 2026-11-30/m);
    assert.match(measureTable(later, 'en'), /^ports: .* 2026-12-01/m);
  });
});

describe('a result of a busy machine', () => {
  const busy = { start: { ...results.start, otherLoad: 0.4 } } as Results;

  it('says that it is none', () => {
    const warning = 'Others used 40 % of the processors meanwhile: this is a try and no measurement.';
    assert.ok(measureTable(busy, 'en').endsWith(`**${warning}**`));
    assert.ok(picture(busy, 'en').includes(warning));
  });
});

for (const language of languages) {
  describe(`what the benchmark wrote, in ${language}`, () => {
    const page = pages[language];

    it(`is what the results say: ${page.readme}`, async () => {
      assert.equal(
        readFileSync(join(top, page.readme), 'utf8'),
        await readmeWith(await readResults(), language),
        'run: npm run bench -- --write',
      );
    });

    it(`is what the results say: ${page.picture}`, async () => {
      assert.equal(readFileSync(join(top, page.picture), 'utf8'), picture(await readResults(), language));
    });

    it('is a picture without an unclosed element or a stray sign, for any results', async () => {
      for (const one of [results, {}, await readResults()]) assert.equal(unclosed(picture(one, language)), '');
    });
  });
}

describe('a section of a page', () => {
  it('is replaced between its marks alone', () => {
    const page = 'a\n<!-- bench one -->\nold\n<!-- bench end -->\nb\n<!-- bench two -->\n<!-- bench end -->\n';
    assert.equal(
      replaceSection(page, 'one', 'new'),
      'a\n<!-- bench one -->\n\nnew\n\n<!-- bench end -->\nb\n<!-- bench two -->\n<!-- bench end -->\n',
    );
  });

  it('must have its marks', () => {
    assert.throws(() => replaceSection('a', 'one', 'new'), /the page has no '<!-- bench one -->' with an end/);
  });
});

/** What is left of an XML text once all its elements are taken out, from the innermost. */
function unclosed(xml: string): string {
  const element = /<(\w+)(?: [\w:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*(?:\/>|>(?:[^<&]|&#\d+;)*<\/\1>)/g;
  const left = xml.replace(element, '');
  return left === xml ? xml.trim() : unclosed(left);
}
