import { textTable } from './text-table.ts'

/** One row of a table of counts. */
interface Counted {
  source: string
  shape: string
}

/** A text table of counts, sources down and shapes across, with totals. */
export function countTable(items: ReadonlyArray<Counted>): string {
  const sources = unique(items.map((item) => item.source))
  const shapes = unique(items.map((item) => item.shape))
  const count = (source: string | null, shape: string | null): string => {
    const found = items.filter(
      (item) =>
        (source === null || item.source === source) && (shape === null || item.shape === shape),
    )
    return found.length === 0 ? '.' : String(found.length)
  }
  const row = (source: string | null): Array<string> => [
    source ?? 'total',
    ...shapes.map((shape) => count(source, shape)),
    count(source, null),
  ]
  return textTable([['', ...shapes, 'total'], ...sources.map(row), row(null)])
}

function unique(values: Array<string>): Array<string> {
  return [...new Set(values)].toSorted()
}
