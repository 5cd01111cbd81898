import type { ReportPart } from '../../core/report/split-report.ts'
import { readReport, type ReadReport } from './read-report.ts'

const DATA = 'vitest-replay-data'
const PART = 'vitest-replay-part-'

/** Reads the reports that the reporter put into this page; parts of a large one when they are asked for. */
export async function readEmbedded(): Promise<ReadReport[]> {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>(`script[id^="${DATA}"]`)]
  const partOf = (index: number) => document.getElementById(`${PART}${index}`)?.textContent
  return Promise.all(scripts.map(async (script) => readScript(script.textContent, partOf)))
}

/** Reads a report that was opened beside this one: `report.json`, or another page with its data in it. */
export async function readReportFile(file: File): Promise<ReadReport[]> {
  const text = await file.text()
  if (!/\.html?$/i.test(file.name)) return [readReport(text)]
  const scripts = new Map<string, string>()
  for (const [, id, data] of text.matchAll(
    /<script type="application\/octet-stream" id="([\w-]+)">([A-Za-z0-9+/=\s]*)</g,
  ))
    scripts.set(id!, data!)
  const reports = [...scripts].filter(([id]) => id.startsWith(DATA))
  if (reports.length === 0) throw new Error('there is no report in it')
  return Promise.all(
    reports.map(([, data]) => readScript(data, (index) => scripts.get(`${PART}${index}`))),
  )
}

async function readScript(
  data: string,
  partOf: (index: number) => string | null | undefined,
): Promise<ReadReport> {
  const parts = new Map<number, Promise<ReportPart>>()
  return readReport(await gunzip(data), (index) => {
    let part = parts.get(index)
    if (!part) {
      part = gunzip(partOf(index) ?? '').then((text) => JSON.parse(text) as ReportPart)
      parts.set(index, part)
    }
    return part
  })
}

async function gunzip(base64: string): Promise<string> {
  const bytes = fromBase64(base64.trim())
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if ('fromBase64' in Uint8Array)
    return (Uint8Array.fromBase64 as (text: string) => Uint8Array<ArrayBuffer>)(text)
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
