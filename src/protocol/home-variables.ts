/** The variables of the environment that choose the zone and the locale of a process. */
const HOME_VARIABLES = ['TZ', 'LC_ALL', 'LC_MESSAGES', 'LANG', 'LANGUAGE'] as const

/** Picks the variables that choose the zone and the locale of a process, as far as they are set. */
export function homeVariables(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    HOME_VARIABLES.flatMap((name) => {
      const value = env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Returns `true` where the same variables choose the zone and the locale. */
export function hasHomeVariables(
  variables: Record<string, string>,
  env: Record<string, string | undefined>,
): boolean {
  return HOME_VARIABLES.every((name) => variables[name] === env[name])
}
