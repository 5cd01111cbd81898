// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => unknown

/** The method by which a framework calls a tool. */
export interface ToolMethod {
  owner: Record<string, unknown>
  key: string
  /** The name that the tool gives itself. */
  name: string | null
  /** Other methods that lead to it, of which a call is the same call. */
  aliases: readonly string[]
  /** The arguments that the model decides on: without the framework's run configuration. */
  inputsOf(args: unknown[]): unknown[]
  /** The name of the tool that one call is of, where the method calls several. */
  nameOf?(args: unknown[]): string | null
}

const first = (args: unknown[]) => args.slice(0, 1)

/** The tools of frameworks, the most telling form first. */
const FORMS: ReadonlyArray<(tool: Record<string, unknown>) => Omit<ToolMethod, 'name'> | null> = [
  // LangChain: what it makes of the result (a message, with callbacks around it) it makes in a replay, too.
  (tool) =>
    has(tool, '_call') && has(tool, 'invoke')
      ? { owner: tool, key: '_call', aliases: ['invoke', 'call'], inputsOf: first }
      : null,
  // MCP: the clients of its SDK take one object, those of the OpenAI Agents SDK a name and the arguments.
  (tool) =>
    has(tool, 'callTool') && has(tool, 'listTools')
      ? {
          owner: tool,
          key: 'callTool',
          aliases: [],
          inputsOf: (args) => [calledTool(args).input],
          nameOf: (args) => calledTool(args).name,
        }
      : null,
  // The AI SDK, and Mastra, whose first versions pass the input within their own context.
  (tool) =>
    has(tool, 'execute')
      ? { owner: tool, key: 'execute', aliases: [], inputsOf: mastraInput }
      : null,
  // Google ADK.
  (tool) =>
    has(tool, 'runAsync') && isName(tool['name'])
      ? { owner: tool, key: 'runAsync', aliases: [], inputsOf: ([call]) => [field(call, 'args')] }
      : null,
  // The OpenAI Agents SDK: its run context comes first.
  (tool) =>
    has(tool, 'invoke')
      ? { owner: tool, key: 'invoke', aliases: [], inputsOf: (args) => args.slice(1, 2) }
      : null,
  // The tool runners of Anthropic and of OpenAI.
  (tool) =>
    has(tool, 'run') && has(tool, 'parse') && isName(tool['name'])
      ? { owner: tool, key: 'run', aliases: [], inputsOf: first }
      : null,
  (tool) => {
    const inner = tool['function']
    return isObject(inner) && has(inner, 'function')
      ? { owner: inner, key: 'function', aliases: [], inputsOf: first }
      : null
  },
  // LlamaIndex.
  (tool) =>
    has(tool, 'call') && isName(field(tool['metadata'], 'name'))
      ? { owner: tool, key: 'call', aliases: [], inputsOf: first }
      : null,
]

/** Finds the method by which a framework calls a tool; `null` for a value that is no tool of one. */
export function toolMethodOf(value: unknown): ToolMethod | null {
  if (!isObject(value)) return null
  for (const form of FORMS) {
    const method = form(value)
    if (method) return { ...method, name: nameOf(value) }
  }
  return null
}

/** The inputs of a method that is named by itself, as in `[tool, 'invoke']`, and the method that stands for it. */
export function namedMethod(
  owner: Record<string, unknown>,
  key: string,
): Pick<ToolMethod, 'owner' | 'key' | 'inputsOf'> {
  const method = toolMethodOf(owner)
  if (method && method.owner === owner) {
    if (method.aliases.includes(key)) return method
    if (method.key === key) return { ...method, inputsOf: method.nameOf ? first : method.inputsOf }
    // The function that LangChain's tools are made of is called with the same.
    if (key === 'func' && method.key === '_call') return { owner, key, inputsOf: first }
  }
  return { owner, key, inputsOf: (args) => args }
}

function has(value: object, key: string): boolean {
  return typeof (value as Record<string, unknown>)[key] === 'function'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function field(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

function nameOf(tool: Record<string, unknown>): string | null {
  const places = [tool['name'], field(tool['metadata'], 'name'), field(tool['function'], 'name')]
  return [...places, tool['id']].find(isName) ?? null
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function mastraInput(args: unknown[]): unknown[] {
  const [call] = args
  const isWithin =
    isObject(call) && 'context' in call && ('runtimeContext' in call || 'requestContext' in call)
  return isWithin ? [call['context']] : first(args)
}

function calledTool([call, given]: unknown[]): { name: string | null; input: unknown } {
  if (isName(call)) return { name: call, input: given ?? {} }
  const name = field(call, 'name')
  return { name: isName(name) ? name : null, input: field(call, 'arguments') ?? {} }
}

export type { AnyFunction }
