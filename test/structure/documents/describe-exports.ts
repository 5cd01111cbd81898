import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { repository, sourceFiles } from '../source-files.ts'

const NAMES = /^export \{([^}]*)\} from '([^']+)'/gm

/** Renders the functions, classes and constants that an entry of the package exports, with what is written above each. */
export function renderExports(entry: string): string {
  const sources = new Map(sourceFiles().map(({ path, text }) => [path, text]))
  return [...read(entry).matchAll(NAMES)]
    .flatMap(([, names, from]) =>
      namesOf(names!).map((name) => {
        const text = sources.get(posix.join(posix.dirname(entry), from!)) ?? ''
        return `#### \`${name}\`\n\n${commentAbove(text, name) ?? ''}`.trim()
      }),
    )
    .join('\n\n')
}

/** Renders the assertions: the methods that are added to `expect(run)`. */
export function renderAssertions(): string {
  const body = /interface ReplayMatchers \{\n([\s\S]*?)\n\}/.exec(read('index.ts'))![1]!
  return [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\n\s*(\w+\(.*\)): (?:void|Promise<void>)/g)]
    .map(([, comment, signature]) => `### \`${signature}\`\n\n${renderComment(comment!)}`)
    .join('\n\n')
}

function read(entry: string): string {
  return readFileSync(join(repository, 'src', entry), 'utf8')
}

function namesOf(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim().replace(/^.* as /, ''))
    .filter((name) => name !== '' && name !== 'default')
}

function commentAbove(text: string, name: string): string | undefined {
  const found = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\n(?://[^\\n]*\\n)?export (?:async )?(?:function\\*?|class|const) ${name}\\b`,
  ).exec(text)
  return found ? renderComment(found[1]!) : undefined
}

/** Renders a docstring as Markdown: its sentences, then its example as code. */
function renderComment(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const blocks = lines.join('\n').trim().split(/^@/m)
  return blocks
    .map((block, at) => {
      if (at === 0) return block.trim()
      const [, tag, text] = /^(\w+)\s*([\s\S]*)$/.exec(block)!
      if (tag === 'example') return `\`\`\`ts\n${text!.trim()}\n\`\`\``
      return tag === 'throws' ? `Throws ${text!.trim().replace(/^\{(\w+)\}/, '$1')}` : ''
    })
    .filter((block) => block !== '')
    .join('\n\n')
}
