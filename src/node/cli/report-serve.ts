import { once } from 'node:events'
import { findReportFolder } from '../../storage/read-report.ts'
import { createReportServer } from '../report-server.ts'
import { readArguments, UsageError } from './command.ts'
import { openPath } from './open-path.ts'

/** Serves reports until the process ends. */
export async function serveReports(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    port: { type: 'string', default: '0' },
    open: { type: 'boolean', default: false },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`"${values.port}" is no port`)
  const folders = (positionals.length > 0 ? positionals : ['.']).map(findReportFolder)
  const { link, close } = await createReportServer(folders, port)
  process.stdout.write(`${link}\n`)
  if (values.open) await openPath(link)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await close()
  return 0
}
