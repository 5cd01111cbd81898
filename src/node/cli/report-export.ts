import { closeSync, openSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { ReplayError } from '../../core/errors.ts'
import { option } from '../../core/options/option.ts'
import { toCsv } from '../../core/words/csv.ts'
import { messageRows } from '../../core/report/action-codec/message-rows.ts'
import { actionRows, fullActionRows, runRows } from '../../core/report/export-rows.ts'
import type { ReplayReport } from '../../core/report/schema.ts'
import { readReport } from '../../storage/read-report.ts'
import { readArguments, UsageError } from './command.ts'
import { jsonForLogs } from './json-for-logs.ts'

/** The flags of `report export`. */
export const ExportFlagsSchema = z.strictObject({
  format: z.enum(['csv', 'json', 'jsonl']).meta({ description: 'The form of the rows.' }),
  of: option(z.enum(['runs', 'actions', 'messages']), 'What a row stands for.', 'runs'),
  contents: option(z.boolean(), 'Write out what actions asked and answered.'),
  out: option(z.string(), 'The file to write instead of the standard output.'),
})

/** Prints the runs, actions or conversations of a report for other programs. */
export function exportReport(args: string[]): number {
  const { values, positionals } = readArguments(args, ExportFlagsSchema)
  const { format, of = 'runs', contents = false, out } = values
  if (positionals.length > 1) throw new UsageError('one report at a time')
  if (contents && (of !== 'actions' || format === 'csv'))
    throw new UsageError('--contents needs --of actions, and --format json or jsonl')
  if (of === 'messages' && format === 'csv')
    throw new UsageError('--of messages needs --format json or jsonl')
  const report = readReport(positionals[0] ?? '.')
  const pieces = print(report, { format, of, contents })
  if (out === undefined) for (const piece of pieces) process.stdout.write(piece)
  else writePieces(out, pieces)
  return 0
}

function* print(
  report: ReplayReport,
  { format, of, contents }: { format: string; of: string; contents: boolean },
): Generator<string> {
  if (format === 'csv') {
    yield toCsv(of === 'runs' ? runRows(report) : actionRows(report))
    return
  }
  const rows = rowsOf(report, { of, contents })
  const isList = format === 'json'
  let count = 0
  // Row by row, as full conversations are many times the size of the report.
  for (const row of rows) {
    yield isList ? `${count === 0 ? '[\n' : ',\n'}  ${jsonForLogs(row)}` : `${jsonForLogs(row)}\n`
    count++
  }
  if (isList) yield count === 0 ? '[]\n' : '\n]\n'
}

function rowsOf(report: ReplayReport, { of, contents }: { of: string; contents: boolean }) {
  if (of === 'runs') return runRows(report)
  if (of === 'messages') return messageRows(report)
  return contents ? fullActionRows(report) : actionRows(report)
}

function writePieces(path: string, pieces: Iterable<string>): void {
  try {
    const file = openSync(path, 'w')
    try {
      for (const piece of pieces) writeSync(file, piece)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof ReplayError) throw error
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to write ${path}`,
        reason: (error as Error).message,
        remedy: 'Name another file with --out',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
