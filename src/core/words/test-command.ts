/**
 * The words that select one test, for people to copy behind `npx vitest run`.
 *
 * @note Vitest's `-t` takes a regular expression, over names that Vitest 4 joins by a space and Vitest 5 by ` > `; what a
 * shell would read within quotes, or a terminal obey, is written by its number, which selects no other test.
 *
 * @param flags Flags that choose where the test is: the root, the configuration, the project.
 */
export function selectTest(file: string, fullName: string, flags: readonly string[] = []): string {
  const words = [...flags, file].map(shellQuote)
  return `${words.join(' ')} -t "${testPattern(fullName)}"`
}

/** The regular expression that selects one test by its name, for Vitest's `-t`. */
export function testPattern(fullName: string): string {
  const pattern = fullName
    .replace(/[.*+?^{}()|[\]]|[\\"`!$\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
      /[.*+?^{}()|[\]]/.test(character) ? `\\${character}` : byNumber(character),
    )
    .replaceAll(' > ', '( >)? ')
    .replace(/<redacted:[^>]*>/g, '.*')
  return `^${pattern}$`
}

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function byNumber(character: string): string {
  return character.replace(/[^]/g, (unit) => {
    const number = unit.charCodeAt(0).toString(16)
    const written =
      number.length > 2 ? `\\u${number.padStart(4, '0')}` : `\\x${number.padStart(2, '0')}`
    return SHORT.get(unit) ?? written
  })
}

/**
 * The flag that selects a project of a workspace; none for the only one.
 *
 * @note In Vitest's `--project`, `*` stands for any text: also for what a terminal or a log would obey.
 */
export function selectProject(project: string): string[] {
  const name = project.replace(/[^\w .@/+-]+/g, '*')
  return name === '' ? [] : ['--project', name]
}

/** A path as a shell takes it: quoted where it has to be. */
export function shellQuote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
