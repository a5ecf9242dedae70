/** Names that reach a file, a command or another program. Each has a type of its own, made only by its parser. */

declare const brand: unique symbol;
export type BridgeName = string & { readonly [brand]: 'BridgeName' };
export type InterfaceName = string & { readonly [brand]: 'InterfaceName' };
export type TransactionId = string & { readonly [brand]: 'TransactionId' };
