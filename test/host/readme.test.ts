/** Runs the commands of README.md, one after another, on a host of their own, and compares their output. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Laboratory } from '../lab/laboratory.ts';

interface Example {
  readonly command: string;
  /** The output in the README. */
  readonly output: string;
}

const transactionId = /[0-9a-f]{32}/g;

describe('the examples in README.md', () => {
  let lab: Laboratory;

  before(async () => {
    // The page shows a LAN without router advertisements.
    lab = await Laboratory.start({ routerAdvertisements: 'none' });
    await lab.startAgent();
  });

  after(async () => {
    await lab.stop();
  });

  it('print what the page shows', async () => {
    const examples = readExamples(await readFile('README.md', 'utf8'));
    assert.ok(examples.length >= 6, 'there are examples');
    const variables = examples.flatMap(({ command }) => /^\w+=.*$/m.exec(command) ?? []).join('\n');
    const ids = new Map<string, string>();
    for (const { command, output } of examples) {
      const typed = command.replace(transactionId, (id) => ids.get(id) ?? id);
      const printed = (await lab.hostOk(['bash', '-ec', `${variables}\n${typed}`])).stdout;
      output.match(transactionId)?.forEach((id, index) => ids.set(id, printed.match(transactionId)?.[index] ?? ''));
      assert.equal(lasting(printed), lasting(output), command);
    }
  });
});

/** The commands of the chapter "Use", each with its output. */
function readExamples(readme: string): Example[] {
  const chapter = /^## Use\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
  const blocks = [...chapter.matchAll(/^```(sh|text)\n(.*?)^```$/gms)].map(([, kind, text = '']) => ({ kind, text }));
  return blocks.flatMap(({ kind, text }, index) => {
    const next = blocks[index + 1];
    return kind === 'sh' ? [{ command: text, output: next?.kind === 'text' ? next.text : '' }] : [];
  });
}

/** Without ids, times and trailing spaces. */
function lasting(text: string): string {
  return text
    .replace(transactionId, 'ID')
    .replace(/("deadline": )\d+/, '$1TIME')
    .replace(/until \d\d:\d\d:\d\d; rolls back in \d+ s/, 'until TIME; rolls back in SECONDS')
    .replace(/^[0-9a-f]{8}(?= {2}\d)/gm, 'ID')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replace(/ +$/gm, '')
    .trim();
}
