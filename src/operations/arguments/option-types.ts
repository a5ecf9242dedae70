/** The TypeScript type of a method's options, derived from its table. */
import type { OptionSchema, OptionTable } from '../../contract/options.ts';

/** What `readOptions` returns for a table: each key with its value or its default. */
export type OptionsOf<Table extends OptionTable> = { readonly [Key in keyof Table]: ValueOf<Table[Key]> };

type ValueOf<Schema extends OptionSchema> = Given<Schema> | AbsentValue<Schema>;

type Given<Schema extends OptionSchema> = Schema extends { type: 'b' }
  ? boolean
  : Schema extends { type: 'u' }
    ? number
    : Schema extends { type: 'as' }
      ? readonly string[]
      : ChoiceOf<Schema>;

type ChoiceOf<Schema> = Schema extends { oneOf: readonly (infer Choice)[] } ? Choice : string;
type AbsentValue<Schema> = Schema extends { default: undefined } ? undefined : never;
