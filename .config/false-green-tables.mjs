// Prints what the tests of `npm run test:false-green` counted, as three tables, and checks the counts.
/** The least number of rows of a whole table, and of its changes that were not known when the rules were written. */
const LIMITS = { changes: [400, 150], harmless: [60, 30] }

const TITLES = {
  changes: 'Must be reported: single changes of an agent',
  harmless: 'Must not be reported: what means the same',
  unchanged: 'Repeated unchanged',
}

/** Renders the tables, and lists what is missing of a whole run. */
export function renderCounts(counts, isWhole) {
  const lines = []
  const problems = []
  for (const [table, title] of Object.entries(TITLES)) {
    const own = counts.filter((count) => count.table === table)
    if (own.length === 0) {
      if (isWhole) problems.push(`no row of "${title}"`)
      continue
    }
    lines.push('', title, ...renderTable(table, own))
    const wrong = own.flatMap((count) => count.wrong)
    if (wrong.length > 0)
      problems.push(`${title}: ${wrong.length} wrong (${wrong.slice(0, 10).join(', ')})`)
    const [all, unseen] = isWhole ? (LIMITS[table] ?? [0, 0]) : [0, 0]
    if (rowsOf(own) < all) problems.push(`${title}: ${rowsOf(own)} rows, ${all} are needed`)
    if (rowsOf(unseenOf(own)) < unseen)
      problems.push(`${title}: ${rowsOf(unseenOf(own))} unseen rows, ${unseen} are needed`)
  }
  return { text: lines.join('\n'), problems }
}

const rowsOf = (counts) => counts.reduce((sum, { rows }) => sum + rows, 0)
const unseenOf = (counts) => counts.filter(({ unseen }) => unseen)
const wrongOf = (counts) => counts.reduce((sum, { wrong }) => sum + wrong.length, 0)
const namedOf = (counts) => counts.reduce((sum, { named }) => sum + (named ?? 0), 0)

function renderTable(table, counts) {
  const isChanges = table === 'changes'
  const head = {
    changes: ['kind', 'rows', 'unseen', 'reported', 'named', 'silent'],
    harmless: ['kind', 'rows', 'unseen', 'green', 'reported'],
    unchanged: ['agent, environment', 'replays', 'green', 'red'],
  }[table]
  const row = (kind, own) => {
    const [rows, wrong, named] = [rowsOf(own), wrongOf(own), namedOf(own)]
    if (table === 'unchanged') return [kind, rows, rows - wrong, wrong]
    const right = rows - wrong - named
    return [kind, rows, rowsOf(unseenOf(own)), right, ...(isChanges ? [named] : []), wrong]
  }
  const kinds = [...new Set(counts.map(({ kind }) => kind))]
  const rows = kinds.map((kind) =>
    row(
      kind,
      counts.filter((count) => count.kind === kind),
    ),
  )
  return [head, ...rows, row('all', counts)].map(
    ([kind, ...numbers]) =>
      `  ${kind.padEnd(44)}${numbers.map((number) => String(number).padStart(10)).join('')}`,
  )
}
