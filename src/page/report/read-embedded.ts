import type { ReplayReport } from '../../core/report/schema.ts'
import { readReport } from './read-report.ts'

/** Reads the reports that the reporter put into this page. */
export async function readEmbedded(): Promise<ReplayReport[]> {
  const scripts = [
    ...document.querySelectorAll<HTMLScriptElement>('script[id^="vitest-replay-data"]'),
  ]
  return Promise.all(
    scripts.map(async (script) => {
      const text = await gunzip(fromBase64(script.textContent.trim()))
      script.remove()
      return readReport(text)
    }),
  )
}

/** Reads a report that was opened beside this one: `report.json`, or another page with its data in it. */
export async function readReportFile(file: File): Promise<ReplayReport[]> {
  const text = await file.text()
  if (!/\.html?$/i.test(file.name)) return [readReport(text)]
  const embedded = [
    ...text.matchAll(/<script [^>]*id="vitest-replay-data[^"]*"[^>]*>([A-Za-z0-9+/=\s]*)</g),
  ]
  if (embedded.length === 0) throw new Error('there is no report in it')
  return Promise.all(
    embedded.map(async (match) => readReport(await gunzip(fromBase64(match[1]!.trim())))),
  )
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if ('fromBase64' in Uint8Array)
    return (Uint8Array.fromBase64 as (text: string) => Uint8Array<ArrayBuffer>)(text)
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}
