/** Every verb, in the order of the help. */
import { changeVerbs } from './changes.ts';
import { doctorVerb } from './doctor.ts';
import { listVerbs } from './lists.ts';
import { logVerbs } from './log.ts';
import { settleVerbs } from './settle.ts';
import { statusVerb } from './status.ts';
import type { Verb } from './verb.ts';
import { verifyVerb } from './verify.ts';

export const verbs: readonly Verb[] = [
  statusVerb,
  doctorVerb,
  ...changeVerbs,
  ...settleVerbs,
  verifyVerb,
  ...listVerbs,
  ...logVerbs,
];
