import { dirname } from 'node:path'
import { fromStart } from '../prepare/record-command.ts'

/** Returns the notice that a project prints once, before its first recording: what is stored, and where. */
export function firstRecordingNotice(cassette: string): string {
  return [
    '[vitest-replay] First recording in this project. Stored, and meant to be committed to git:',
    `    ${fromStart(dirname(cassette))}/`,
    '  The requests and responses of your agent, their bodies included, and the inputs and outputs of its actions.',
    '  Not stored: headers of requests beyond an allow-list, values of cookies, the values of environment variables named',
    '  like a credential, and well-known forms of keys and tokens, in headers of responses too: they are left out or replaced.',
    '  Look at a recording with: npx vitest-replay show <cassette>   Search for leaks with: npx vitest-replay check',
  ].join('\n')
}
