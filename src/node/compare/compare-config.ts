import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ReplayError } from '../../core/errors.ts'
import { explainOptions } from '../../core/options/explain-options.ts'
import { MetricNameSchema } from '../../core/report/comparison-schema.ts'

/** The settings file in the folder where the command runs. */
export const CONFIG_FILE = 'vitest-replay.config.json'

const CompareConfigSchema = z
  .object({
    /** For editors. */
    $schema: z.string().optional(),
    compare: z
      .object({
        /** Rules of the gate, as `--fail-on` takes them. */
        failOn: z
          .array(
            z.string().regex(/\S/).meta({ expected: 'a rule of the gate, such as "regressed"' }),
          )
          .optional(),
        /** The relative change up to which a metric is unchanged: 0.1 is 10 % of the base. */
        tolerance: z.partialRecord(MetricNameSchema, z.number().nonnegative()).optional(),
      })
      .strict()
      .optional(),
  })
  .strict()
export type CompareConfig = NonNullable<z.infer<typeof CompareConfigSchema>['compare']>

/**
 * Reads the settings of `compare`; empty where there is no such file and none was named.
 *
 * @throws ReplayError `CONFIG_INVALID`
 */
export function readCompareConfig(folder: string, named?: string): CompareConfig {
  const file = named ?? join(folder, CONFIG_FILE)
  if (named === undefined && !existsSync(file)) return {}
  const shown = named ?? CONFIG_FILE
  let data: unknown
  try {
    data = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw invalid(shown, missing ? 'there is no such file' : (error as Error).message)
  }
  const parsed = CompareConfigSchema.safeParse(data)
  if (parsed.success) return parsed.data.compare ?? {}
  const { field, reason, remedy } = explainOptions(CompareConfigSchema, data)!
  throw invalid(shown, field === '' ? `the whole ${reason}` : `"${field}" ${reason}`, remedy)
}

const FORM =
  'It is JSON such as { "compare": { "failOn": ["regressed", "missing"], "tolerance": { "cost": 0.1 } } }'

function invalid(file: string, reason: string, remedy = FORM): ReplayError {
  return new ReplayError('CONFIG_INVALID', {
    attempted: `Failed to read the settings in ${file}`,
    reason,
    remedy,
    location: { file },
  })
}
