import { escapeTerminal } from '../escape-terminal.ts'

export const THREW = 'The agent threw: '

/** Renders the error that ended an agent, as a line of a failed replay's message. */
export function renderThrown(error: string): string {
  return `${THREW}${escapeTerminal(error)}`
}
