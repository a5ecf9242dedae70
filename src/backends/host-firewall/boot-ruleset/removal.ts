/** Takes twins out of a file of nft's again. */
import { isMarkFor } from '../shared/nft-text.ts';
import { cutElement, cutRule, withoutCuts } from './insertion.ts';
import { parseScript } from './script.ts';
import { plain, textOf } from './text-of.ts';
import { isWord } from './tokens.ts';
import { keyIn } from './twin-elements.ts';

/** The elements of all sets and maps in the text, each as one text; none where it is not understood. */
export function elementsOf(text: string): readonly string[] {
  return (parseScript(text)?.sets ?? []).flatMap((set) =>
    set.elements.map((element) => keyOf(set, textOf(keyIn(element), text))),
  );
}

function keyOf({ table, name }: { readonly table: string; readonly name: string }, element: string): string {
  return [table, name, plain(element)].join('\n');
}

/**
 * The text without the rules that have our mark for the bridge, and without these elements: byte for byte as it was before they
 * came, unless it was changed there. The same text where it is not understood.
 */
export function withoutTwins(text: string, bridge: string, elements: readonly string[]): string {
  const script = parseScript(text);
  if (script === undefined) return text;
  const ours = script.rules.filter(
    ({ tokens }) => isWord(tokens.at(-2), 'comment') && isMarkFor(bridge, tokens.at(-1)?.text ?? ''),
  );
  const left = new Set(elements);
  const cuts = script.sets.flatMap((set) =>
    set.elements.flatMap((element, index) =>
      left.delete(keyOf(set, textOf(keyIn(element), text))) ? [cutElement(set.elements, index)] : [],
    ),
  );
  return withoutCuts(text, [...ours.map((rule) => cutRule(text, rule)), ...cuts]);
}
