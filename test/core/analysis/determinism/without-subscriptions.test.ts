import { expect, test } from 'vitest'
import type { ReplayAction } from '../../../../src/core/analysis/determinism/compare-replays.ts'
import { withoutSubscriptions } from '../../../../src/core/analysis/determinism/without-subscriptions.ts'
import type { JsonValue } from '../../../../src/core/json.ts'

function action(method: string, url: string, body: JsonValue = null): ReplayAction {
  return {
    index: 0,
    type: 'http',
    name: `${method} ${url}`,
    operation: `${method} ${url}`,
    parent: null,
    start: 0,
    duration: 1,
    asked: { method, url, headers: [], body },
    answeredBy: 0,
    output: undefined,
    source: null,
  }
}

const MCP = 'https://shop.example/mcp'
const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const names = (actions: ReplayAction[]) => withoutSubscriptions(actions).map(({ name }) => name)

test('subscriptions to a server that gets messages are left out, and nothing else', () => {
  const posted = action('POST', MCP, message)
  const others = [action('GET', 'https://shop.example/orders'), action('DELETE', MCP)]
  expect(names([action('GET', MCP), posted, action('GET', MCP), ...others])).toEqual(
    [posted, ...others].map(({ name }) => name),
  )
  expect(names([action('GET', MCP), action('POST', MCP, [message])])).toEqual([`POST ${MCP}`])
})

test('a page that is read where forms are sent is no subscription', () => {
  const actions = [action('GET', MCP), action('POST', MCP, { method: 'tools/list' })]
  expect(withoutSubscriptions(actions)).toEqual(actions)
})
