import { countVariableChange } from '../../context/variable-changes.ts'
import { countedCover } from './counted-cover.ts'
import { cover } from './cover.ts'

/** Notices that an agent sets a variable of the environment: its value may be a secret from then on. */
export const coverVariables = countedCover(() => {
  // A setter that is not named would define the property anew, which `process.env` refuses.
  const set = (real: NodeJS.ProcessEnv, name: string | symbol, value: unknown) => {
    countVariableChange()
    return Reflect.set(real, name, value)
  }
  return [cover(process, 'env', { value: new Proxy(process.env, { set }) })]
})
