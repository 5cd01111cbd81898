import { createContext } from 'preact'

/** Names for the two sides of a difference. */
export interface Sides {
  before: string
  after: string
  onlyBefore: string
  onlyAfter: string
}

/** The default sides: a recording and its replay. */
export const SidesContext = createContext<Sides>({
  before: 'recorded',
  after: 'replayed',
  onlyBefore: 'only in the recording',
  onlyAfter: 'only in the replay',
})

export const RELEASES: Sides = {
  before: 'base',
  after: 'head',
  onlyBefore: 'only in base',
  onlyAfter: 'only in head',
}
