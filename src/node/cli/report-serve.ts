import { once } from 'node:events'
import { z } from 'zod'
import { option } from '../../core/options/option.ts'
import { findReportFolder } from '../../storage/read-report.ts'
import { createReportServer } from '../serve/report-server.ts'
import { readArguments } from './command.ts'
import { openPath } from '../serve/open-path.ts'

/** The flags of `report serve`. */
export const ServeFlagsSchema = z.strictObject({
  port: option(z.coerce.number().int().min(0).max(65_535), 'The port.', 'any that is free'),
  open: option(z.boolean(), 'Open the link in the browser.'),
})

/** Serves reports until the process ends. */
export async function serveReports(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, ServeFlagsSchema)
  const { port = 0 } = values
  const folders = (positionals.length > 0 ? positionals : ['.']).map(findReportFolder)
  const { link, close } = await createReportServer(folders, port)
  process.stdout.write(`${link}\n`)
  if (values.open) await openPath(link)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await close()
  return 0
}
