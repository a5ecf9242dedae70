/** The words that are not programs (bash(1), RESERVED WORDS and SHELL BUILTIN COMMANDS). */

export const reservedWords: ReadonlySet<string> = new Set(
  '! case coproc do done elif else esac fi for function if in select then until while { } time [[ ]]'.split(' '),
);

/** They take assignments as arguments. */
export const declaring: ReadonlySet<string> = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);

/** They change no variable, whatever their arguments are. */
export const harmless: ReadonlySet<string> = new Set([':', 'true', 'false', 'echo', 'pwd']);

/** All others: they may change variables, options or the course of things. */
export const otherBuiltins: ReadonlySet<string> = new Set(
  (
    '. alias bg bind break builtin caller cd command compgen complete compopt continue dirs disown enable eval exec exit fc fg ' +
    'getopts hash help history jobs kill let logout mapfile popd pushd read readarray return set shift shopt source suspend ' +
    'times trap type ulimit umask unalias unset wait printf test [ newgrp'
  ).split(' '),
);
