import type { ComparisonPart } from '../../core/report/split-comparison.ts'
import type { ReportPart } from '../../core/report/split-report.ts'
import { readNeighbour } from './read-neighbour.ts'
import { readPageReport, type ReadReport } from './read-report.ts'

const DATA = 'vitest-replay-data'
const PLACES = 'vitest-replay-places'

/** Finds the data of a piece by its id. */
type Find = (id: string) => Promise<string>

/**
 * Reads the reports that are embedded in this page or stand beside it; the pieces of a large one on
 * demand.
 */
export async function readEmbedded(): Promise<ReadReport[]> {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>(`script[id^="${DATA}"]`)]
  const dataOf = (id: string) => document.getElementById(id)?.textContent
  const list = dataOf(PLACES)
  const places = list ? (JSON.parse(await gunzip(list)) as Record<string, string>) : {}
  const find: Find = async (id) => {
    if (!Object.hasOwn(places, id)) await wholePage()
    const data = dataOf(id)
    if (data) return data
    if (!Object.hasOwn(places, id)) throw new Error('it is not in this page')
    return readNeighbour(places[id]!)
  }
  return Promise.all(scripts.map(async (script) => readScript(script.textContent, find)))
}

/** @note This script runs before the browser has read the data behind it. */
function wholePage(): Promise<void> {
  if (document.readyState !== 'loading') return Promise.resolve()
  return new Promise((resolve) =>
    document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }),
  )
}

/** Reads a report file of the user's: `report.json`, or another page with its data embedded. */
export async function readReportFile(file: File): Promise<ReadReport[]> {
  const text = await file.text()
  if (!/\.html?$/i.test(file.name)) return [readPageReport(text)]
  return readReportText(file.name, text)
}

/**
 * Reads the reports that are embedded in the text of another page.
 *
 * @param get Reads a file beside that page.
 */
export async function readReportText(
  name: string,
  text: string,
  get?: (path: string) => Promise<string>,
): Promise<ReadReport[]> {
  const scripts = scriptsIn(text)
  const reports = [...scripts].filter(([id]) => id.startsWith(DATA))
  if (reports.length === 0) throw new Error('there is no report in it')
  const list = scripts.get(PLACES)
  if (list && !get)
    throw new Error('its runs are in the folder beside it; open the report.json of that report')
  const places = list ? (JSON.parse(await gunzip(list)) as Record<string, string>) : {}
  const find: Find = async (id) => {
    const data = scripts.get(id) ?? (get && places[id] && scriptsIn(await get(places[id])).get(id))
    if (!data) throw new Error(`${name} does not hold it`)
    return data
  }
  return Promise.all(reports.map(([, data]) => readScript(data, find)))
}

function scriptsIn(text: string): Map<string, string> {
  const found = text.matchAll(
    /<script type="application\/octet-stream" id="([\w-]+)">([A-Za-z0-9+/=\s]*)</g,
  )
  return new Map([...found].map(([, id, data]) => [id!, data!]))
}

async function readScript(data: string, find: Find): Promise<ReadReport> {
  const parts = new Map<string, Promise<unknown>>()
  const read = async (id: string) => JSON.parse(await gunzip(await find(id))) as unknown
  const readOnce = (id: string) => {
    let part = parts.get(id)
    if (!part) {
      parts.set(id, (part = read(id)))
      part.catch(() => parts.delete(id))
    }
    return part
  }
  return readPageReport(await gunzip(data), {
    part: (index) => readOnce(`vitest-replay-part-${index}`) as Promise<ReportPart>,
    compared: (index) => readOnce(`vitest-replay-compared-${index}`) as Promise<ComparisonPart>,
    file: (key) => read(`vitest-replay-file-${key}`) as Promise<string>,
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
