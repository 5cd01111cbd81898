/**
 * Returns the answer of a scripted model to a conversation: `{ text }` or `{ calls: [{ name, input }] }`.
 * It reads the system prompt, as a model does, so that a changed prompt changes its answers.
 */
export function replyTo(messages) {
  const system = textOf(messages, ['system', 'developer'])
  const user = textOf(messages, ['user'])
  const orderId = user.match(/\b[A-Z]-\d+\b/)?.[0]
  const results = toolResults(messages)
  const { look_up_order: order, look_up_refund_policy: policy, refund_order: refund } = results

  if (!orderId || !/broken|damaged|smashed|cracked/i.test(user)) {
    return { text: 'Thank you for writing. Which order is it about, and what is wrong with it?' }
  }
  if (!order || !policy) {
    return {
      calls: [
        { name: 'look_up_order', input: { orderId } },
        { name: 'look_up_refund_policy', input: { reason: 'damaged' } },
      ],
    }
  }
  if (order.error || policy.error || refund?.error) {
    return { text: `I could not settle order ${orderId} myself; a colleague will write to you.` }
  }
  if (refund) {
    return {
      text:
        `I am sorry that your ${order.item} arrived broken. I have refunded EUR ` +
        `${refund.amount.toFixed(2)}; you will see it within five days. No need to send it back.`,
    }
  }
  if (order.refunded) return { text: `Order ${orderId} has been refunded already.` }
  if (/never refund without a photo/i.test(system) && !/photo attached/i.test(user)) {
    return {
      text:
        `I am sorry that your ${order.item} arrived broken. Could you send us a photo of the ` +
        `damage? As soon as we have it we will refund you.`,
    }
  }
  if (policy.refund === 'full' && order.price <= policy.upTo) {
    return { calls: [{ name: 'refund_order', input: { orderId, amount: order.price } }] }
  }
  return { text: `I am sorry. A colleague will look at order ${orderId} and write to you.` }
}

function textOf(messages, roles) {
  const contents = messages.filter(({ role }) => roles.includes(role)).map((m) => m.content)
  return contents
    .map((content) => (typeof content === 'string' ? content : JSON.stringify(content)))
    .join('\n')
}

function toolResults(messages) {
  const calls = messages.flatMap((message) => message.tool_calls ?? [])
  const names = new Map(calls.map((call) => [call.id, call.function.name]))
  const answers = messages.filter(({ role }) => role === 'tool')
  return Object.fromEntries(
    answers.map((answer) => [names.get(answer.tool_call_id), JSON.parse(answer.content)]),
  )
}
