/** The fields of a message's header (D-Bus specification: header fields). */
import { isBusName, isInterfaceName, isMemberName } from './names.ts';
import { isObjectPath } from './object-path.ts';

export const messageTypes = { methodCall: 1, methodReturn: 2, error: 3, signal: 4 } as const;

interface FieldRule {
  readonly signature: string;
  readonly isValid: (value: unknown) => boolean;
}

/** By the code of the field; others are to be ignored, as the specification says. */
export const fieldRules: Readonly<Record<number, FieldRule>> = {
  1: { signature: 'o', isValid: isObjectPath },
  2: { signature: 's', isValid: isInterfaceName },
  3: { signature: 's', isValid: isMemberName },
  4: { signature: 's', isValid: isInterfaceName },
  5: { signature: 'u', isValid: (value) => value !== 0 },
  6: { signature: 's', isValid: isBusName },
  7: { signature: 's', isValid: isBusName },
  8: { signature: 'g', isValid: () => true },
  9: { signature: 'u', isValid: () => true },
};

/** The fields that each type of message must have. */
const needed: Readonly<Record<number, readonly number[]>> = {
  [messageTypes.methodCall]: [1, 3],
  [messageTypes.methodReturn]: [5],
  [messageTypes.error]: [4, 5],
  [messageTypes.signal]: [1, 2, 3],
};

/** Whether a message of this type has what it must have. */
export function isComplete(type: number, fields: ReadonlyMap<number, unknown>): boolean {
  return (needed[type] ?? []).every((code) => fields.has(code));
}
