const PROPERTY = /^( *)"?([\w-]+)"?: /

/**
 * Writes the texts of options above their properties in the declarations of their schemas: editors show them. An object is
 * found by the names of its properties.
 */
export function describeTypes(declarations, texts) {
  const byNames = new Map(texts.map((fields) => [Object.keys(fields).sort().join(), fields]))
  const lines = declarations.split('\n')
  const comments = new Map()
  for (const [start, line] of lines.entries()) {
    if (!line.endsWith('z.ZodObject<{')) continue
    const properties = propertiesAfter(lines, start)
    const fields = byNames.get(
      properties
        .map(({ name }) => name)
        .sort()
        .join(),
    )
    for (const { at, name, indent } of properties) {
      const comment = commentOf(fields?.[name])
      if (comment) comments.set(at, `${indent}${comment}`)
    }
  }
  return lines
    .flatMap((line, at) => (comments.has(at) ? [comments.get(at), line] : [line]))
    .join('\n')
}

function propertiesAfter(lines, start) {
  const depth = /^ */.exec(lines[start])[0].length
  const properties = []
  for (let at = start + 1; at < lines.length; at++) {
    const [, indent, name] = PROPERTY.exec(lines[at]) ?? []
    if (/^ */.exec(lines[at])[0].length <= depth) break
    if (indent?.length === depth + 4) properties.push({ at, name, indent })
  }
  return properties
}

function commentOf({ description, default: value } = {}) {
  if (description === undefined) return undefined
  return `/** ${description}${value === undefined ? '' : ` @default ${value}`} */`
}
