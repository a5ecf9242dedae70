/** What a person can do about an error of the file system (errno(3)). */

/** The end of a sentence; for what only the log can tell, that. */
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
