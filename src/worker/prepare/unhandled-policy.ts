import { Policy } from '../../core/policy/policy.ts'
import { renderRule } from '../../core/policy/policy-rule.ts'
import { readPolicy } from '../../core/policy/read-policy.ts'
import { requestNames } from '../../core/policy/request-names.ts'
import type { PolicyOptions } from '../../core/options/policy-schema.ts'

/** Makes the function that finds why a request which belongs to no run is refused by the plugin's policy. */
export function refusalOfUnhandled(
  options: PolicyOptions,
): (method: string, url: string) => string | undefined {
  const policy = new Policy(readPolicy(options, 'plugin'))
  return (method, url) => {
    const rule = policy.find('http', requestNames(method, url))
    if (rule?.effect !== 'refuse') return undefined
    const address = url.replace(/[?#].*$/, '')
    return `${method.toUpperCase()} ${address}, made while no run was open, is refused by ${renderRule(rule)}`
  }
}
