interface AgentFieldProps {
  /** The id of the list of choices, unique in the page. */
  id: string
  agents: readonly string[]
  value: string
  onChange(agent: string): void
}

/** Chooses an agent by typing a part of its name. */
export function AgentField({ id, agents, value, onChange }: AgentFieldProps) {
  return (
    <label class="field">
      <span class="sr-only">Agent</span>
      <input
        type="text"
        list={id}
        placeholder="Any agent"
        aria-label="Agent"
        value={value}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={id}>
        {agents.map((agent) => (
          <option key={agent} value={agent} />
        ))}
      </datalist>
    </label>
  )
}
