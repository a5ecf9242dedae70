/** Xen's file, where it may be replaced. */
import { AgentError } from '../../contract/errors.ts';
import type { HostFile } from '../../model/host-file.ts';

/** Throws AgentError(Refused) where it must not be read. */
export function requireReadable(file: HostFile): HostFile & { readonly text: string } {
  const { path, text, problem } = file;
  if (text !== undefined) return { ...file, text };
  throw new AgentError(
    'Refused',
    `'${path}' cannot be changed, because ${problem ?? 'it cannot be read'}; make it a regular file owned by root`,
  );
}
