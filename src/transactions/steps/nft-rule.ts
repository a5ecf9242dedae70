/** One rule of nftables: only older records have it, and none is planned. */
import type { NftRulesStep, NftRuleStep } from '../../model/plan.ts';
import { nftRulesKind } from './nft-rules.ts';
import type { StepKind } from './step-kind.ts';

export const nftRuleKind: StepKind<NftRuleStep> = {
  ofKernel: true,
  preview: (step, systemd) => nftRulesKind.preview(together(step), systemd),
  apply: (step, ...more) => nftRulesKind.apply(together(step), ...more),
  differs: (step, applied) => nftRulesKind.differs?.(together(step), applied),
  touches: (step) => nftRulesKind.touches(together(step)),
  undo: (step, index, staged) => nftRulesKind.undo(together(step), index, staged),
  undoFiles: (step) => nftRulesKind.undoFiles?.(together(step)) ?? [],
};

function together({ chain, rule, mark, behind, ...step }: NftRuleStep): NftRulesStep {
  return { ...step, kind: 'nft-rules', rules: [{ chain, rule, mark, behind }] };
}
