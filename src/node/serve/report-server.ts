import { escapeHtml } from '../../core/words/escape-html.ts'
import { listenOnLoopback, type LoopbackServer, type TrustedRequest } from './loopback-server.ts'
import { reportFilesIn, sendReportFile } from './send-report-file.ts'

const LIST_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/** Serves the reports in some folders. */
export function createReportServer(folders: readonly string[], port = 0): Promise<LoopbackServer> {
  const options = {
    port,
    methods: ['GET', 'HEAD'],
    serves: 'reports',
    remedy: 'Name another port with --port, or none to take any that is free',
    keepsProcess: true,
  }
  return listenOnLoopback(options, (asked) => {
    const [position = '', ...path] = asked.path
    if (asked.path.join('') === '')
      return asked.send(200, 'text/html; charset=utf-8', listPage(folders, asked), {
        'content-security-policy': LIST_POLICY,
      })
    const folder = /^\d{1,4}$/.test(position) ? folders[Number(position)] : undefined
    sendReportFile(folder, path, asked)
  })
}

function listPage(folders: readonly string[], { token }: TrustedRequest): string {
  const items = folders.map((folder, index) => {
    const links = reportFilesIn(folder).map(
      (name) => `<a href="/${token}/${index}/${name}">${name}</a>`,
    )
    return `<li><code>${escapeHtml(folder)}</code>: ${links.join(', ')}</li>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>vitest-replay reports</title><h1>vitest-replay reports</h1><ul>${items.join('')}</ul></html>`
}
