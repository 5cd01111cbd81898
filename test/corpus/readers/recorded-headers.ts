import { z } from 'zod'

// Botocore hands vcrpy header values as bytes, which YAML stores as `!!binary`.
const ValueSchema = z.union([
  z.string(),
  z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes).toString('latin1')),
])

/** Headers as a map of names to one value or several; `null` or absent where none were kept. */
export const RecordedHeadersSchema = z
  .record(z.string(), z.union([ValueSchema, z.array(ValueSchema)]))
  .nullish()
  .transform((headers) =>
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      [value].flat().map((single): [string, string] => [name, single]),
    ),
  )
