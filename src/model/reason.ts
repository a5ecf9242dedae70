/** What an administrator can do about an error of the system (errno(3)). */
import { AgentError } from '../contract/errors.ts';

/** The system's error as CommandFailed, with `what` and what to do; any other error unchanged. */
export function explained(error: unknown, what: string): unknown {
  if (error instanceof AgentError || (error as NodeJS.ErrnoException).code === undefined) return error;
  return new AgentError('CommandFailed', `${what}; ${reasonOf(error)}`, { cause: error });
}

/** For `catch`: throws the explained error. */
export function explain(what: string): (error: unknown) => never {
  return (error) => {
    throw explained(error, what);
  };
}

/** The end of a sentence; for an unknown error it refers to the log. */
export function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full, make room and call again';
    case 'EROFS':
      return 'the file system is read-only, make it writable and call again';
    case 'EACCES':
    case 'EPERM':
      return 'the system does not allow it, see its attributes (lsattr) and the SELinux log';
    default:
      return 'see the log of the agent';
  }
}
