type Plain = string | number | boolean | null | undefined;

/** What a schema makes of a text, never to be changed. */
export type DeepReadonly<Value> = Value extends Plain
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };
