/**
 * The words that select one test, for people to copy behind `npx vitest run`.
 *
 * @note Vitest's `-t` takes a regular expression; what a shell would read within quotes, or a terminal obey, becomes a dot.
 */
export function selectTest(file: string, fullName: string): string {
  const name = fullName.split(' > ').at(-1)!
  const pattern = name
    .replace(/[.*+?^{}()|[\]]/g, '\\$&')
    .replace(/\\(?![.*+?^{}()|[\]])|["`!$\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
      /\s/.test(character) ? '\\s' : '.',
    )
  return `${shellQuote(file)} -t "${pattern}"`
}

/** A path as a shell takes it: quoted where it has to be. */
export function shellQuote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
