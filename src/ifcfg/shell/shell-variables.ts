/** Variables that belong to the shell (bash(1), Shell Variables). */

/** Setting one changes how bash reads on, or fails; what that does to the rest, versions of bash disagree on. */
const governing = /^(?:BASH.*|SHELLOPTS|POSIXLY_CORRECT|UID|EUID|PPID)$/;
/** They don't keep the value that they are given. */
const changing =
  /^(?:S?RANDOM|SECONDS|EPOCH.*|LINENO|HISTCMD|DIRSTACK|FUNCNAME|GROUPS|PIPESTATUS|COMP_.*|OPT(?:IND|ARG|ERR)|READLINE_.*|_)$/;

export function isGoverning(key: string): boolean {
  return governing.test(key);
}

/** Whether bash may have another value than the one that was assigned. */
export function isChanging(key: string): boolean {
  return changing.test(key);
}
