import { globalRegistry, type z } from 'zod'
import { describeExpected } from '../../../src/core/options/describe-expected.ts'

type Schema = z.core.$ZodTypes

interface Field {
  path: string
  schema: z.core.$ZodType
}

/** Renders every option of a schema: a heading each, and a table of the fields of its objects. */
export function renderOptions(schema: z.core.$ZodType): string {
  return fieldsOf(schema, '')
    .map(({ path, schema: field }) =>
      [
        `### \`${path}\``,
        '',
        `Takes ${expectedOf(field)}.${defaultOf(field, (value) => ` Default: ${value}.`)}`,
        '',
        textOf(field),
        ...renderFields(fieldsBelow(field, path)),
      ].join('\n'),
    )
    .join('\n\n')
}

function renderFields(fields: readonly Field[]): string[] {
  if (fields.length === 0) return []
  return [
    '',
    '| field | takes | default | |',
    '| --- | --- | --- | --- |',
    ...fields.map(
      ({ path, schema }) =>
        `| \`${path}\` | ${cell(expectedOf(schema))} | ${cell(defaultOf(schema, (value) => value))} | ${cell(textOf(schema))} |`,
    ),
  ]
}

/** Lists the fields of an object and of every object below it, with the path of each. */
function fieldsBelow(schema: z.core.$ZodType, path: string): Field[] {
  const { def } = schemaOf(schema)
  if (def.type === 'optional' || def.type === 'default') return fieldsBelow(def.innerType, path)
  if (def.type === 'union') return unique(def.options.flatMap((one) => fieldsBelow(one, path)))
  if (def.type === 'array') return fieldsBelow(def.element, `${path}[]`)
  if (def.type === 'record') return fieldsBelow(def.valueType, `${path}.<name>`)
  if (def.type !== 'object') return []
  return fieldsOf(schema, path).flatMap((field) => [
    field,
    ...fieldsBelow(field.schema, field.path),
  ])
}

function fieldsOf(schema: z.core.$ZodType, above: string): Field[] {
  const { def } = schemaOf(schema)
  if (def.type !== 'object') throw new Error(`${above} is ${def.type}, not an object`)
  return Object.entries(def.shape).map(([name, field]) => ({
    path: above === '' ? name : `${above}.${name}`,
    schema: field,
  }))
}

/** The alternatives of a union may share a field, which is listed once. */
function unique(fields: readonly Field[]): Field[] {
  return fields.filter(({ path }, at) => fields.findIndex((one) => one.path === path) === at)
}

function schemaOf(schema: z.core.$ZodType) {
  return (schema as Schema)._zod
}

function expectedOf(schema: z.core.$ZodType): string {
  const { def } = schemaOf(schema)
  if (def.type === 'optional') return expectedOf(def.innerType)
  return def.type === 'unknown' ? 'any value' : describeExpected(schema)
}

function textOf(schema: z.core.$ZodType): string {
  return globalRegistry.get(schema)?.description ?? ''
}

/** A default that is written in words stays words: `twice the recorded number`. */
function defaultOf(schema: z.core.$ZodType, render: (value: string) => string): string {
  const value = globalRegistry.get(schema)?.['default']
  if (typeof value !== 'string') return ''
  const isCode = /^(?:'[^']*'|-?[\d.]+|true|false|\{.*\})$/.test(value)
  return render(isCode ? `\`${value}\`` : value)
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
