import { escapeTerminal } from './escape-terminal.ts'

/** Makes text that came from a model or a file harmless as the message of a GitHub workflow command. */
export function escapeCommandMessage(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

/** Makes such text harmless as the value of a command's property. */
export function escapeCommandProperty(text: string): string {
  const line = escapeTerminal(text.replace(/\s+/g, ' '))
  return escapeCommandMessage(line).replace(/:/g, '%3A').replace(/,/g, '%2C')
}
