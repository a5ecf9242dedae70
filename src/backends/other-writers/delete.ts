/** cloud-init has its network configuration back with the last of the bridges. */
import { replaceFile } from '../../model/replace-file.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { dropInOf, dropInText } from './cloud-init.ts';

/** Leaves alone a file that is no longer as we wrote it. */
export function planDeleteOtherWriters(
  _request: DeleteBridgeRequest,
  { state: { cloudInit }, others }: AspectContext,
): StepGroup {
  const file = cloudInit && dropInOf(cloudInit);
  if (file?.text !== dropInText || others.length > 0) return nothing;
  return { ...nothing, before: replaceFile("no longer turn off cloud-init's network configuration", file, null) };
}
