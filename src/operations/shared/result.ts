/** The reply of the methods that change the host. */
import { variant, variantMap, type BusValue, type Variant } from '../../model/bus-value.ts';
import type { Plan } from '../../model/plan.ts';
import type { ChangeResult } from '../../transactions/change.ts';
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
    plan: variant('aa{sv}', planToBus(result.plan, systemd)),
    warnings: warnings.length === 0 ? undefined : variant('as', warnings),
    ...more,
  });
}

/** Each step with its kind, title and preview. */
export function planToBus(plan: Plan, systemd: boolean): readonly BusValue[] {
  return plan.map((step) =>
    variantMap({
      kind: variant('s', step.kind),
      title: variant('s', step.title),
      preview: variant('s', previewStep(step, systemd)),
    }),
  );
}
