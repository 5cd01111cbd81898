/**
 * Recognises what a framework's run returns when it waits for a person: a state of LangGraph with interrupts, a result of the
 * OpenAI Agents SDK with tools to be approved.
 *
 * @see https://docs.langchain.com/oss/javascript/langgraph/interrupts
 * @see https://openai.github.io/openai-agents-js/guides/human-in-the-loop/
 */
export function waitsForPerson(output: unknown): boolean {
  if (typeof output !== 'object' || output === null) return false
  try {
    const { __interrupt__: interrupts, interruptions } = output as Record<string, unknown>
    return (
      isListOf(interrupts, (one) => 'value' in one) ||
      isListOf(interruptions, (one) => (one as { type?: unknown }).type === 'tool_approval_item')
    )
  } catch {
    // A getter of the user's that throws.
    return false
  }
}

function isListOf(value: unknown, fits: (one: object) => boolean): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  return value.every((one: unknown) => typeof one === 'object' && one !== null && fits(one))
}
