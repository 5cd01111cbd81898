// Builds the report page: one HTML file with its script and its style in it, allowed by their hashes alone.
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Where the reporter puts what is read first, and what is read when it is asked for. */
const DATA_MARK = '<!--vitest-replay-data-->'
const PIECES_MARK = '<!--vitest-replay-pieces-->'

const root = fileURLToPath(new URL('../src/page', import.meta.url))

/** Builds `src/page` and gives its text; fails where a part of the page is missing. */
export async function buildPage() {
  const { output } = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: { alias: { react: 'preact/compat' } },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      cssCodeSplit: false,
      reportCompressedSize: false,
    },
  })
  const text = (test) => {
    const found = output.filter((file) => test.test(file.fileName))
    if (found.length !== 1)
      throw new Error(
        `Failed to build the report page: expected one file like ${test}, found ${found.length}. Was a dynamic import or an asset added?`,
      )
    return found[0].type === 'chunk' ? found[0].code : String(found[0].source)
  }
  return inline(text(/\.html$/), text(/\.js$/), text(/\.css$/))
}

function inline(shell, code, style) {
  // Characters that would end or change the script element are escaped, which JavaScript reads as the same text.
  const script = code
    .trim()
    .replace(/<\/(script)/gi, '<\\/$1')
    .replaceAll('<!--', '<\\!--')
  if (/<\/style/i.test(style))
    throw new Error('Failed to build the report page: its style holds </style.')
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    'media-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const page = shell
    .replace(/<script[^>]*src=[^>]*><\/script>\s*/g, '')
    .replace(/<link[^>]*rel="stylesheet"[^>]*>\s*/g, '')
    .replace('<!--policy-->', `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script type="module" async>${script}</script>`)
  for (const [what, count] of [
    [DATA_MARK, page.split(DATA_MARK).length - 1],
    [PIECES_MARK, page.split(PIECES_MARK).length - 1],
    ['</script', page.split('</script').length - 1],
    ['policy', page.split('Content-Security-Policy').length - 1],
  ])
    if (count !== 1)
      throw new Error(`Failed to build the report page: it has ${count} times ${what}, not once.`)
  return page
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
