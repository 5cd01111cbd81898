import { useEffect, useMemo, useRef } from 'preact/hooks'
import { formatUsd } from '../../../core/words/format-number.ts'
import { JsonBlock } from '../../parts/json-block.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { useElementVirtualizer } from '../../parts/use-virtualizer.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { Reasoning } from './model-answer.tsx'
import { readConversation, type ShownTurn } from './read-conversation.ts'

interface ConversationProps {
  loaded: LoadedRun
  text: string
  selected: number | null
  onSelect(action: number): void
}

const ROLES: Record<ShownTurn['message']['role'], string> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool result',
}

/** The messages of a run in their order, each once. */
export function Conversation({ loaded, text, selected, onSelect }: ConversationProps) {
  const all = useMemo(() => readConversation(loaded), [loaded])
  const names = useMemo(() => toolNames(all), [all])
  const turns = useMemo(() => search(all, text), [all, text])
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useElementVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 120,
    overscan: 6,
  })
  useEffect(() => {
    const at = turns.findIndex(({ action }) => action.index === selected)
    if (at > 0) virtualizer.scrollToIndex(at, { align: 'start' })
  }, [])
  return (
    <section class="actions conversation" aria-label="Conversation">
      <div class="scroller" ref={scroller} tabIndex={0} role="region" aria-label="Messages">
        <ol class="virtual" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {virtualizer.getVirtualItems().map((item) => {
            const turn = turns[item.index]!
            return (
              <li
                key={item.key}
                class={`virtual-line turn turn-${turn.message.role} ${turn.action.index === selected ? 'selected' : ''}`}
                data-index={item.index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TurnBlock turn={turn} toolNames={names} onSelect={onSelect} />
              </li>
            )
          })}
        </ol>
        {turns.length === 0 && (
          <p class="empty">
            {all.length === 0 ? 'The run has no model calls.' : 'No message matches.'}
          </p>
        )}
      </div>
    </section>
  )
}

interface TurnProps {
  turn: ShownTurn
  toolNames: ReadonlyMap<string, string>
  onSelect(action: number): void
}

function TurnBlock({ turn, toolNames: names, onSelect }: TurnProps) {
  const { message, action, answered } = turn
  const tool = message.toolCallId === null ? undefined : names.get(message.toolCallId)
  return (
    <article>
      <header>
        <b>{ROLES[message.role] ?? String(message.role)}</b>
        {tool !== undefined && <span class="mono">{tool}</span>}
        {answered && action.model !== null && <span class="dim">{action.model}</span>}
        {answered && action.costUsd !== null && (
          <span class="dim">{formatUsd(action.costUsd)}</span>
        )}
        <span class="grow" />
        <button type="button" class="link" onClick={() => onSelect(action.index)}>
          action {action.index}
        </button>
      </header>
      <Reasoning text={turn.reasoning} />
      {message.text !== '' && <LongText text={message.text} />}
      {message.toolCalls.map((call, index) => (
        <div class="tool-call" key={index}>
          <p>
            <span class="kind kind-tool">calls</span> <b class="mono">{call.name}</b>
          </p>
          <JsonBlock value={call.arguments} />
        </div>
      ))}
    </article>
  )
}

function toolNames(turns: readonly ShownTurn[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const { message } of turns)
    for (const { id, name } of message.toolCalls) if (id !== null) names.set(id, name)
  return names
}

function search(turns: ShownTurn[], text: string): ShownTurn[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return turns
  return turns.filter(({ message, reasoning }) => {
    const calls = message.toolCalls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`)
    const said = [message.text, reasoning, ...calls].join('\n').toLowerCase()
    return words.every((word) => said.includes(word))
  })
}
