/**
 * Makes text that came from a model or a file harmless in a terminal: control characters, escape sequences and
 * direction marks are shown, not obeyed, and so are the workflow commands of GitHub Actions and Azure Pipelines, which a log
 * may begin a line with (`::`, `##vso[`) or hold anywhere in it (`##[`).
 */
export function escapeTerminal(text: string): string {
  return hideCommands(text).replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) =>
      character === '\t' ? '  ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Makes workflow commands in a text harmless, also where it was wrapped or coloured since; everything else stays. */
export function hideCommands(text: string): string {
  return text.replace(COMMAND, hideCommand)
}

/** @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
// oxlint-disable-next-line no-control-regex
const COMMAND = /^(?:[^\S\n]|\u001b\[[\d;]*m)*::|##(?=vso\[|\[)/gm

function hideCommand(command: string): string {
  return command.startsWith('#') ? '#\\u0023' : `${command.slice(0, -2)}\\u003a:`
}
