/**
 * Names what a framework's run waits for a person to approve, where its output says so: the interrupts within a state of LangGraph
 * (which have no name of their own), the tools within a result of the OpenAI Agents SDK. Empty for any other output.
 *
 * @see https://docs.langchain.com/oss/javascript/langgraph/interrupts
 * @see https://openai.github.io/openai-agents-js/guides/human-in-the-loop/
 */
export function waitsForPerson(output: unknown): string[] {
  if (typeof output !== 'object' || output === null) return []
  try {
    const { __interrupt__: interrupts, interruptions } = output as Record<string, unknown>
    if (isListOf(interrupts, (one) => 'value' in one)) return interrupts.map(() => 'interrupt')
    return isListOf(interruptions, ({ type }: AskedItem) => type === 'tool_approval_item')
      ? interruptions.map(nameOf)
      : []
  } catch {
    // A getter of the user's that throws.
    return []
  }
}

interface AskedItem {
  type?: unknown
  name?: unknown
}

function nameOf({ name }: AskedItem): string {
  return typeof name === 'string' ? name : 'tool'
}

function isListOf(value: unknown, fits: (one: object) => boolean): value is object[] {
  if (!Array.isArray(value) || value.length === 0) return false
  return value.every((one: unknown) => typeof one === 'object' && one !== null && fits(one))
}
