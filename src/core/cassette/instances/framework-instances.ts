import { ReplayError } from '../../errors.ts'
import type { JsonValue } from '../../json.ts'

type Fields = Record<string, unknown>
/** Makes an instance of a framework's class from its fields. */
export type InstanceClass = new (fields: Fields) => object

/** The classes of frameworks in a project, by the module that exports them. */
export interface InstanceBook {
  find(module: string, name: string): InstanceClass | undefined
}

/** An instance that is stored: the class it comes back as, its fields, and the arguments that it was made of. */
interface InstanceParts {
  module: string
  name: string
  fields: Fields
  /** Arguments of its constructor that it keeps, as serialising it needs them. */
  made?: Fields
}

const MESSAGES = '@langchain/core/messages'
const DOCUMENTS = '@langchain/core/documents'
const GRAPHS = '@langchain/langgraph'

/** The modules whose instances are stored: messages, documents, and what a tool tells its graph. Their fields are plain data. */
export const INSTANCE_MODULES: readonly string[] = [MESSAGES, DOCUMENTS, GRAPHS]

const MESSAGE_CLASS = /^(?:(?:AI|Human|System|Tool|Function|Chat)Message(?:Chunk)?|RemoveMessage)$/
/** Fields of LangChain's own about how an instance is serialised. */
const SERIALISING = new Set(['lc_kwargs', 'lc_namespace', 'lc_serializable'])

/** Takes an instance of a framework's class apart; `null` for any other value. */
export function takeApart(value: object): InstanceParts | null {
  const own = value as Fields
  const name = (value.constructor as { name?: string } | undefined)?.name ?? ''
  const isMessage = String(own['lc_namespace']) === 'langchain_core,messages'
  if (isMessage && MESSAGE_CLASS.test(name) && isFields(own['lc_kwargs']))
    return { module: MESSAGES, name, fields: fieldsOf(own), made: own['lc_kwargs'] }
  const command = own['lg_name']
  if ((command === 'Command' || command === 'Send') && name.startsWith(command))
    return { module: GRAPHS, name: command, fields: fieldsOf(own), ...madeOf(value) }
  return isDocument(name, value) ? { module: DOCUMENTS, name, fields: fieldsOf(own) } : null
}

/** @note A command keeps its arguments under a symbol of the module. */
function madeOf(value: object): { made?: Fields } {
  const symbol = Object.getOwnPropertySymbols(value).find(
    ({ description }) => description === 'langgraph.command',
  )
  const made = symbol && (value as Record<symbol, unknown>)[symbol]
  return isFields(made) ? { made } : {}
}

/** @note By all that it is: a project may have a class of this name. */
function isDocument(name: string, value: object): boolean {
  if (name !== 'Document' || !('pageContent' in value && 'metadata' in value)) return false
  const prototype = Object.getPrototypeOf(value) as object
  return (
    Object.getOwnPropertyNames(prototype).join() === 'constructor' &&
    Object.keys(value).every((key) => ['pageContent', 'metadata', 'id'].includes(key))
  )
}

function fieldsOf(own: Fields): Fields {
  return Object.fromEntries(
    Object.entries(own).filter(([key, field]) => !SERIALISING.has(key) && field !== undefined),
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** Puts an instance together again. */
export function putTogether(
  Class: InstanceClass,
  { fields, made }: Omit<InstanceParts, 'module' | 'name'>,
): object {
  const instance = new Class(made === undefined ? fields : { ...made }) as Fields
  for (const key of Object.keys(instance)) {
    if (SERIALISING.has(key) || typeof instance[key] === 'function') continue
    instance[key] = fields[key]
  }
  Object.assign(instance, fields)
  if (made !== undefined && 'lc_kwargs' in instance) instance['lc_kwargs'] = made
  return instance
}

/** The modules of classes whose instances a stored value may hold; none for most. */
export function modulesWithin(value: { json: JsonValue; meta?: JsonValue }): string[] {
  if (value.meta === undefined || !JSON.stringify(value.meta).includes('"instance"')) return []
  const text = JSON.stringify(value.json)
  return INSTANCE_MODULES.filter((module) => text.includes(`"module":"${module}"`))
}

/** Finds the class of an instance that is given back. */
export function classFor(module: string, name: string, book: InstanceBook): InstanceClass {
  const found = book.find(module, name)
  if (found) return found
  throw new ReplayError('VALUE_UNSUPPORTED', {
    attempted: `Failed to give back an instance of ${name}`,
    reason: `the project has no module "${module}" that exports it`,
    remedy: `Install ${module} as it was when the run was recorded, or record the run again`,
  })
}
