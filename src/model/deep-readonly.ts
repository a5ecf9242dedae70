/** The type of values that are read or parsed once and never changed. */
type Plain = string | number | boolean | null | undefined;

export type DeepReadonly<Value> = Value extends Plain
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };
