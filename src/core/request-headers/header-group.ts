/**
 * The thing that a request header selects, beside URL and body.
 *
 * - `model`: the model or deployment that answers
 * - `version`: the version of the API
 * - `feature`: a beta, a mode, an operation
 * - `route`: the provider, gateway configuration or region
 * - `account`: the organization, project or user it is done for
 * - `form`: the form of the answer, or of what is sent
 */
export type Selection = 'model' | 'version' | 'feature' | 'route' | 'account' | 'form'

/** Headers of one provider, with the page they are documented on. */
export interface HeaderGroup {
  provider: string
  source: string
  /** The version of the table that has it first, where that is not the first one. */
  since?: number
  /** Names in lower case; `*` at the end stands for any tail, `*` at the beginning for any head. */
  selects: Partial<Record<Selection, readonly string[]>>
}
