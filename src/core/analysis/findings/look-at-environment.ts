import { isPacked } from './look-at-texts.ts'
import type { LookAtPart, Suspect } from './sighting.ts'

const HOME = /(?<![\w.:/\\-])(?:\/Users|\/home)\/(?<user>[\w.-]+)(?:\/[\w.@+-]+)*/g
const WINDOWS_HOME =
  /(?<![\w])[A-Za-z]:(?:\\{1,2}|\/)Users(?:\\{1,2}|\/)(?<user>[\w.-]+)(?:[\\/]+[\w.@+-]+)*/g
/** The suffix that `mkdtemp` adds to a name. */
const DRAWN = '-(?=\\w*(?:\\d|[a-z][A-Z]))[A-Za-z0-9_]{6,8}(?![\\w-])'
const TEMPORARY = new RegExp(
  `(?<![\\w.:/\\\\-])(?:\\/private)?(?:\\/var\\/folders\\/[\\w+]{2}\\/[\\w+]{20,}\\/T\\/|(?:\\/var)?\\/tmp\\/(?=[\\w.-]*${DRAWN}))[\\w.-]*(?:\\/[\\w.@+-]+)*`,
  'g',
)

/** Placeholder names of users, and the users of container images. */
const ANYBODY =
  /^(?:user|users|username|your[\w-]*|you|me|name|someone|somebody|example|test|demo|alice|bob|john|jane|foo|node|runner|ubuntu|app|root|shared|public|default|agent|sandbox|ec2-user|coder|vscode|codespace|container-user)$/i

/** Finds values of the machine: home folders, temporary folders, the version of Node. */
export const lookAtEnvironment: LookAtPart = ({ value, path }, { environment }) => {
  if (typeof value !== 'string' || path === 'url' || isPacked(value)) return []
  const found: Suspect[] = []
  for (const [folder] of value.matchAll(TEMPORARY)) found.push(temporary(folder))
  for (const pattern of [HOME, WINDOWS_HOME])
    for (const match of value.matchAll(pattern))
      if (!ANYBODY.test(match.groups!['user']!)) found.push(ofMachine(match[0], 'machine_path'))
  if (environment.node !== '' && holdsWord(value, environment.node))
    found.push(ofMachine(environment.node, 'node_version'))
  return found
}

/** Finds a whole word: `v22.1.0` is not in `v22.1.01`. */
function holdsWord(text: string, word: string): boolean {
  const at = text.indexOf(word)
  return at !== -1 && !/[\w.]/.test(text[at - 1] ?? '') && !/\d/.test(text[at + word.length] ?? '')
}

function ofMachine(value: string, code: 'machine_path' | 'node_version'): Suspect {
  return {
    type: 'environment',
    severity: 'medium',
    cause: 'environment',
    value,
    observation: { code },
    remedy: 'environment',
  }
}

function temporary(value: string): Suspect {
  return {
    type: 'environment',
    severity: 'critical',
    cause: 'environment',
    value,
    observation: { code: 'temporary_folder' },
    remedy: 'temporary_folder',
  }
}
