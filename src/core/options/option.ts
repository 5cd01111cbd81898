import type { z } from 'zod'

/** The text of an option in the reference, beside its type. */
interface OptionMeta {
  description: string
  /** The value that applies where the option is left out, as it is written in code. */
  default?: string
}

/**
 * Declares an option: a field that may be left out, with its text in the reference and in editors.
 *
 * @example
 * const Schema = z.strictObject({ verify: option(z.boolean(), 'Replay a new recording once.', 'true') })
 */
export function option<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  defaultValue?: string,
): z.ZodOptional<Schema> {
  const meta: OptionMeta = {
    description,
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  }
  return schema.optional().meta({ ...meta })
}
