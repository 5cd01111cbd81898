/**
 * The words that select one test, for people to copy behind `npx vitest run`.
 *
 * @note Vitest's `-t` takes a regular expression for the names of suites and test, which Vitest 4 joins by a space and Vitest 5
 * by ` > `; what a shell would read within quotes, or a terminal obey, becomes a dot.
 */
export function selectTest(file: string, fullName: string): string {
  const pattern = fullName
    .split(' > ')
    .map((name) =>
      name
        .replace(/[.*+?^{}()|[\]]/g, '\\$&')
        .replace(/\\(?![.*+?^{}()|[\]])|["`!$\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
          /\s/.test(character) ? '\\s' : '.',
        ),
    )
    .join('( >)? ')
  return `${shellQuote(file)} -t "^${pattern}$"`
}

/** A path as a shell takes it: quoted where it has to be. */
export function shellQuote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
