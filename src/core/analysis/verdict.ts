/** What a gate says. */
export interface Verdict {
  pass: boolean
  message: string
}
