/** Xen's own bridge script, which would make a second bridge over ours, is turned off. */
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { requireReadable } from '../../model/host-file.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { AspectContext } from '../aspect.ts';
import { withoutBridgeScript } from './network-script.ts';

/** Throws AgentError(Refused) where Xen's file must not be read. */
export function planCreateXen(_request: CreateBridgeRequest, { state }: AspectContext): StepGroup {
  if (state.xenConfig === undefined) return nothing;
  const file = requireReadable(state.xenConfig);
  const title = "disable Xen's own bridge script from xend's next start";
  return { before: replaceFile(title, file, withoutBridgeScript(file.text)), after: [] };
}
