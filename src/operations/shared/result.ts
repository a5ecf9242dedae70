/** The reply of the methods that change the host. */
import { variant, variantMap, type BusValue, type Variant } from '../../model/bus-value.ts';
import type { Plan } from '../../model/plan.ts';
import type { BridgeFacts, ChangeResult } from '../../transactions/change.ts';
import { previewStep } from '../../transactions/steps/steps.ts';

/** The `a{sv} result`. @param systemd for the commands that the plan shows. @param more keys of some methods only. */
export function resultToBus(
  result: ChangeResult,
  systemd: boolean,
  more: Readonly<Record<string, Variant>> = {},
): BusValue {
  const { warnings = [] } = result;
  return variantMap({
    transaction: variant('s', result.transaction),
    changed: variant('b', result.changed),
    state: variant('s', result.state),
    deadline: result.deadline && variant('t', BigInt(result.deadline.unix)),
    plan: variant('aa{sv}', planToBus(result.plan, systemd, mostShown)),
    warnings: variant('as', warnings),
    ...more,
  });
}

/** The same, with the network stack that has the bridge or its interface now. */
export function bridgeResult(result: ChangeResult<BridgeFacts>, systemd: boolean): BusValue {
  return resultToBus(result, systemd, { stack: variant('s', result.facts.stack) });
}

/** Characters of all previews in the answer to a change, which must reach the caller once the change is made. */
const mostShown = 4 * 1024 * 1024;

/** Each step with its kind, title and preview. @param most characters of all previews; beyond that each is shortened. */
export function planToBus(plan: Plan, systemd: boolean, most = Infinity): readonly BusValue[] {
  const previews = plan.map((step) => previewStep(step, systemd));
  const length = previews.reduce((all, preview) => all + preview.length, 0);
  const each = length > most ? Math.floor(most / plan.length) : Infinity;
  return plan.map(({ kind, title }, index) =>
    variantMap({
      kind: variant('s', kind),
      title: variant('s', title),
      preview: variant('s', shortened(previews[index] ?? '', each)),
    }),
  );
}

/** Whole lines of it, and how many more there are. */
function shortened(preview: string, most: number): string {
  if (preview.length <= most) return preview;
  const shown = preview.slice(0, preview.lastIndexOf('\n', most) + 1);
  const more = preview.slice(shown.length).trimEnd().split('\n').length;
  return `${shown}# and ${more} more lines: see GetTransaction once it is made\n`;
}
